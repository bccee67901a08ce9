// Owns that one stays where one was when a part of the page is shown anew: the focus and the caret, what is unfolded, how far one scrolled.

/** Notes where one is in a part of the page; what it gives brings one back there in the part that took its place. */
export function keepPlace(old) {
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const mark = active && markOf(active, old);
  const caret = active && selectionOf(active);
  const unfolded = new Set([...old.querySelectorAll("details[open]")].map((fold) => foldOf(fold, old)));
  const scrolled = [...ancestors(old)].filter(({ scrollTop }) => scrollTop).map((each) => [each, each.scrollTop]);
  return (fresh) => {
    for (const fold of fresh.querySelectorAll("details:not([open])")) if (unfolded.has(foldOf(fold, fresh))) fold.open = true;
    const lost = mark && (document.activeElement === document.body || !document.activeElement?.isConnected);
    const field = lost && found(mark, fresh);
    if (field) {
      field.focus({ preventScroll: true });
      if (caret) field.setSelectionRange?.(...caret);
    }
    for (const [each, top] of scrolled) each.scrollTop = top;
  };
}

/** A control by its id, or as the so-many-eth of its name (a button: of its words). */
function markOf(control, scope) {
  const alike = likes(control);
  return { id: control.id, alike, place: [...scope.querySelectorAll(control.tagName)].filter((one) => likes(one) === alike).indexOf(control), tag: control.tagName };
}

function likes(control) {
  return control.name || control.getAttribute("aria-label") || control.textContent.trim();
}

function found({ id, alike, place, tag }, scope) {
  const same = [...scope.querySelectorAll(tag)].filter((one) => likes(one) === alike);
  return (id && scope.querySelector(`#${CSS.escape(id)}`)) || same[place] || same.at(-1);
}

function selectionOf(control) {
  try {
    return control.selectionStart === null || control.selectionStart === undefined ? null : [control.selectionStart, control.selectionEnd];
  } catch {
    return null; // a field without a caret
  }
}

function foldOf(fold, scope) {
  const words = fold.querySelector("summary")?.textContent.trim();
  const same = [...scope.querySelectorAll("details")].filter((one) => one.querySelector("summary")?.textContent.trim() === words);
  return `${words} ${same.indexOf(fold)}`;
}

function* ancestors(part) {
  for (let each = part; each; each = each.parentElement) yield each;
}

// What htmx swaps: noted before, come back to when it is there.
let comeBack = null;
let root = null;
document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  root = target?.closest("main") && target.contains(document.activeElement) ? target.parentElement : null;
  comeBack = root && keepPlace(root);
});
document.addEventListener("htmx:afterSettle", () => {
  comeBack?.(root);
  comeBack = null;
});
