// Owns what the desk of questions does by itself: a menu whose form was answered closes, so that the answer is seen.

document.body.addEventListener("htmx:afterRequest", (event) => {
  const menu = event.target.closest("details[data-menu]");
  if (menu && event.detail.successful) menu.open = false;
});
