// Owns the short messages that stand over a page for a while.

/** Shows a short message for a while, once however often it comes; it stays while the pointer or the focus is on it. `act`: a button of its own. */
export function toast(text, kind = "good", act = null) {
  const shelf = document.getElementById("toasts");
  if ([...shelf.querySelectorAll("p")].some((shown) => shown.textContent === text)) return;
  const box = document.createElement("div");
  box.className = `toast toast-${kind}`;
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.className = "button button-quiet button-small";
  close.type = "button";
  close.textContent = shelf.dataset.close;
  close.addEventListener("click", () => box.remove());
  box.append(words, ...(act ? [act] : []), close);
  shelf.append(box);
  const leave = () => (box.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : box.remove());
  setTimeout(leave, kind === "bad" || act ? 12000 : 6000);
}
