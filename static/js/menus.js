// Owns long menus: a menu of `data-entries-of` gets its entries when somebody comes to it, and keeps the chosen one alone when they leave.

/** The entries as they stand on the page, once for all menus of a kind. */
function entriesOf(menu) {
  const standing = [...document.querySelectorAll("template[data-entries]")].find(({ dataset }) => dataset.entries === menu.dataset.entriesOf);
  return standing ? JSON.parse(standing.content.textContent) : [];
}

function fill(menu) {
  if ("filled" in menu.dataset || !menu.dataset.entriesOf) return;
  menu.dataset.filled = "";
  const { value } = menu;
  const chosen = menu.selectedOptions[0];
  const [none] = menu.options;
  const entries = entriesOf(menu);
  const gone = value && !entries.some(([name]) => name === value) ? [chosen] : []; // nothing has that name any more
  menu.replaceChildren(none, ...entries.map(([name, words]) => new Option(words, name)), ...gone);
  menu.value = value;
}

function empty(menu) {
  delete menu.dataset.filled;
  const chosen = menu.selectedOptions[0];
  const [none] = menu.options;
  menu.replaceChildren(...(chosen && chosen !== none ? [none, chosen] : [none]));
}

/** Chooses an entry by its name, whether or not the menu has its entries yet. */
export function chooseEntry(menu, name) {
  const later = menu.dataset.entriesOf && !("filled" in menu.dataset);
  if (later) fill(menu);
  menu.value = name;
  if (later) empty(menu);
}

// A pointer comes before the menu opens; a screen reader and a keyboard bring the focus.
for (const coming of ["pointerdown", "focusin"]) {
  document.addEventListener(coming, ({ target }) => target.matches?.("select[data-entries-of]") && fill(target), { capture: true });
}
document.addEventListener("focusout", ({ target }) => target.matches?.("select[data-entries-of]") && empty(target));
