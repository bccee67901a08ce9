// Owns words that somebody typed and has not sent: the browser keeps those of `data-kept` fields until they are sent, whatever page
// or step one goes to meanwhile. They are that person's alone: the key of a field begins with who writes.

const PREFIX = "unsent ";
const keyOf = (field) => `${PREFIX}${document.body.dataset.writer} ${field.dataset.kept}`;

/** The browser's store; nothing where it keeps none for us. */
function store(act) {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}

function note(field) {
  const sign = field.form?.querySelector("[data-unsent]");
  if (sign) sign.hidden = !field.value.trim();
}

/** Puts back what was typed and not sent, in the fields of a part of the page. */
export function restore(scope) {
  for (const field of scope.querySelectorAll("[data-kept]")) {
    field.value ||= store((kept) => kept.getItem(keyOf(field))) ?? "";
    note(field);
  }
}

document.addEventListener("input", ({ target: field }) => {
  if (!field.dataset?.kept) return;
  if (field.value.trim()) store((kept) => kept.setItem(keyOf(field), field.value));
  else store((kept) => kept.removeItem(keyOf(field)));
  note(field);
});
document.addEventListener("htmx:beforeSwap", ({ detail: { requestConfig, xhr } }) => {
  const sent = requestConfig?.elt;
  if (sent?.tagName !== "FORM" || xhr.status >= 400) return;
  for (const field of sent.querySelectorAll("[data-kept]")) if (requestConfig.parameters[field.name] === field.value) store((kept) => kept.removeItem(keyOf(field)));
});
document.addEventListener("htmx:load", (event) => restore(event.detail.elt));
restore(document);
