// Owns what the editor's forms do by themselves: lists of lines, conditions, dialogs, filters, and the guard of unsaved work.
import "./kept-place.js";
import { chooseEntry } from "./menus.js";

// ---- lists of lines ----

/** What a row is filled in by, in order; the menus of conditions are named for themselves. */
function controls(row) {
  return [...row.querySelectorAll(".control")].filter((control) => !control.closest("[data-part]"));
}

function addRow(field, text = "", after = null) {
  const rows = field.querySelector("[data-rows]");
  const row = field.querySelector("template").content.firstElementChild.cloneNode(true);
  const cells = controls(row);
  for (const [number, part] of text.split("\t").entries()) {
    if (!part || !cells[number]) continue;
    if (cells[number].tagName === "SELECT") chooseEntry(cells[number], part);
    else cells[number].value = part;
  }
  if (after) after.after(row);
  else rows.append(row);
  numberRows(rows);
  showForChoices(row);
  fitConditions(row);
  return row.querySelector("[data-part] select") ?? cells[0];
}

function numberRows(rows) {
  const label = rows.closest("[data-lines]").querySelector("legend").textContent;
  [...rows.children].forEach((row, index) => {
    for (const control of controls(row)) {
      const own = control.dataset.label ? `${label}, ${control.dataset.label}` : label;
      control.setAttribute("aria-label", `${own} ${index + 1}`);
    }
  });
}

function removeRow(row) {
  const rows = row.parentElement;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  numberRows(rows);
  (next?.querySelector(".control") ?? rows.closest("[data-lines]").querySelector("[data-add]")).focus();
}

function moveRow(row, up, button) {
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (up) other.before(row);
  else other.after(row);
  numberRows(row.parentElement);
  button.focus();
}

function clickInLines(event) {
  const field = event.target.closest("[data-lines]");
  if (!field) return;
  const row = event.target.closest(".line-row");
  const button = event.target.closest("button");
  if (!button) return;
  if ("add" in button.dataset) addRow(field).focus();
  else if ("remove" in button.dataset) removeRow(row);
  else if ("up" in button.dataset) moveRow(row, true, button);
  else if ("down" in button.dataset) moveRow(row, false, button);
  else return;
  touched(field);
}

/** Enter makes the next line; Alt and an arrow move a line; Backspace takes an empty one away. */
function keyInLines(event) {
  const row = event.target.closest(".line-row");
  if (!row || event.target.tagName !== "INPUT" || event.target.closest("[data-modes]") || event.isComposing) return;
  const field = row.closest("[data-lines]");
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) addRow(field, "", row).focus();
  else if (event.altKey && event.key === "ArrowUp") moveRow(row, true, event.target);
  else if (event.altKey && event.key === "ArrowDown") moveRow(row, false, event.target);
  else if (event.key === "Backspace" && !event.target.value && row.parentElement.children.length > 1) removeRow(row);
  else return;
  event.preventDefault();
  touched(field);
}

/** A column that was copied from a spreadsheet becomes lines. */
function pasteInLines(event) {
  const row = event.target.closest?.(".line-row");
  const lines = event.clipboardData?.getData("text/plain").split(/\r?\n/).map((line) => line.trim()).filter(Boolean) ?? [];
  if (!row || lines.length < 2) return;
  event.preventDefault();
  const field = row.closest("[data-lines]");
  let last = row;
  if (!event.target.value && !lines[0].includes("\t")) event.target.value = lines.shift();
  for (const line of lines) last = addRow(field, line, last).closest(".line-row");
  if (controls(row).every((control) => !control.value || control.tagName === "SELECT")) row.remove();
  numberRows(last.parentElement);
  last.querySelector(".control").focus();
  touched(field);
}

// ---- conditions ----

function clickInConditions(event) {
  const button = event.target.closest("[data-add-part], [data-remove-part]");
  if (!button) return;
  const parts = button.closest("[data-parts]");
  if ("addPart" in button.dataset) {
    const row = parts.querySelector("template").content.firstElementChild.cloneNode(true);
    parts.querySelector("template").before(row);
    fitConditions(row);
    row.querySelector("select").focus();
  } else {
    button.closest("[data-part]").remove();
    parts.querySelector("[data-add-part]").focus();
  }
  touched(parts);
}

/** What was edited last, menus or text, is what counts. */
function changeInConditions(event) {
  const modes = event.target.closest("[data-modes]");
  const mode = modes && event.target.closest("[data-mode]")?.dataset.mode;
  if (mode) modes.querySelector("[data-mode-field]").value = mode;
}

/** A thing offers the comparisons that it knows, and keeps the one that it was shown with; some need nothing beside them. */
function fitConditions(scope) {
  for (const part of scope.matches?.("[data-part]") ? [scope] : scope.querySelectorAll("[data-part]")) {
    const subject = part.querySelector("[data-subject]").selectedOptions[0];
    const comparison = part.querySelector("[data-comparison]");
    const known = subject?.dataset.comparisons?.split(" ");
    const offered = (option) => !known || known.includes(option.value) || (option.defaultSelected && subject.defaultSelected);
    for (const option of comparison.options) option.hidden = option.disabled = !offered(option);
    if (comparison.selectedOptions[0]?.disabled ?? true) comparison.value = known?.[0] ?? comparison.options[0].value;
    fitRight(part, subject, comparison.selectedOptions[0]);
  }
}

const BY_ITSELF = ["one_of", "one_of_not", "like", "like_not"]; // compared with what is written, never with another thing

/** What a thing is compared with: nothing, a value that is written, one of a few values, or another thing of the call. */
function fitRight(part, subject, comparison) {
  const bare = comparison && "bare" in comparison.dataset;
  const against = part.querySelector("[data-against]");
  const written = BY_ITSELF.includes(comparison?.value);
  against.hidden = bare || written;
  if (written) against.value = "value";
  let offered = null;
  if (against.value === "name") offered = otherThings(part.querySelector("[data-subject]"), subject);
  else if (subject?.dataset.values && !written) offered = JSON.parse(subject.dataset.values);
  const field = fitValue(part.querySelector(".condition-value"), offered, `${against.value} ${subject?.value}`);
  if (!offered) field.placeholder = written ? "" : (subject?.dataset.example ?? "");
  field.hidden = bare;
}

/** The things that compare as this one does. */
function otherThings(menu, subject) {
  const alike = (option) => option !== subject && option.dataset.comparisons?.split(" ").includes("==");
  return [...menu.options].filter(alike).map((option) => [option.value, option.textContent]);
}

/** The control for a value: a menu where there are a few to choose from. What the page came with is never lost. */
function fitValue(before, offered, of) {
  const came = !("of" in before.dataset);
  if (offered ? before.tagName === "SELECT" && before.dataset.of === of : before.tagName !== "SELECT") {
    before.dataset.of = of;
    return before;
  }
  const field = document.createElement(offered ? "select" : "input");
  for (const name of ["class", "name", "aria-label"]) field.setAttribute(name, before.getAttribute(name));
  field.autocomplete = "off";
  field.dataset.of = of;
  if (offered) {
    const known = offered.some(([value]) => value === before.value);
    const lone = came && before.value && !known ? [[before.value, before.value]] : [];
    field.append(...[...offered, ...lone].map(([value, words]) => new Option(words, value)));
    if (known || lone.length) field.value = before.value;
  }
  before.replaceWith(field);
  return field;
}

// ---- what is shown for a choice, dialogs, filters ----

function showForChoices(scope) {
  for (const part of scope.querySelectorAll("[data-shown-for]")) {
    const near = part.closest(".line-row") ?? part.closest("form");
    const chosen = (near.querySelector(`[name="${part.dataset.shownFor}"]`) ?? { value: "" }).value;
    part.hidden = !part.dataset.values.split(" ").includes(chosen);
  }
}

function clickForDialogs(event) {
  const opener = event.target.closest("[data-open]");
  if (opener) document.querySelector(opener.dataset.open)?.showModal();
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
}

/** Asks for another name. What is not saved of the form yet is saved first: it speaks of the old name. */
async function askForName(button) {
  const form = button.closest("[data-guarded]");
  const name = button.dataset.rename;
  if (form && "touched" in form.dataset && !(await saved(form))) return;
  const dialog = document.getElementById("rename");
  const asked = dialog.querySelector("form");
  asked.elements.namedItem("name").value = name;
  asked.elements.namedItem("new").value = name;
  dialog.querySelector("[data-renamed]").textContent = name;
  dialog.showModal();
  asked.elements.namedItem("new").select();
  asked.dispatchEvent(new Event("told"));
}

/** Saves a form as its button does; whether it was. */
function saved(form) {
  return new Promise((settled) => {
    if (!form.reportValidity()) return settled(false);
    const answered = ({ detail }) => {
      if (detail.requestConfig?.elt !== form) return; // the page asks for other things too
      document.removeEventListener("htmx:afterSettle", answered);
      document.removeEventListener("htmx:sendError", answered);
      document.removeEventListener("htmx:responseError", answered);
      settled(detail.xhr.status === 200);
    };
    for (const answer of ["htmx:afterSettle", "htmx:sendError", "htmx:responseError"]) document.addEventListener(answer, answered);
    form.requestSubmit();
  });
}

/** A name that cannot be given is marked in its field. */
function markRefused({ target }) {
  if (target.id !== "rename-told") return;
  const refused = target.querySelector("[data-refused]");
  document.getElementById("rename-new").toggleAttribute("aria-invalid", Boolean(refused));
}

function filter(event) {
  const list = event.target.dataset?.filter && document.querySelector(event.target.dataset.filter);
  if (!list) return;
  const wanted = event.target.value.trim().toLowerCase();
  for (const entry of list.children) entry.hidden = !entry.textContent.toLowerCase().includes(wanted);
}

// ---- unsaved work ----

function touched(element) {
  const form = element.closest("[data-guarded]");
  if (!form) return;
  form.dataset.touched = "";
  const sign = form.querySelector("[data-dirty]");
  if (sign) sign.hidden = false;
}

/** What a page shows anew after one form's request would take the unsaved words of its other forms with it: that is asked first. */
function guardSwap(event) {
  const { elt, target } = event.detail;
  const asked = target?.dataset?.wouldLose;
  if (!asked) return;
  const others = [...target.querySelectorAll("[data-guarded][data-touched]")].filter((form) => form !== elt);
  if (others.length && !window.confirm(asked)) event.preventDefault();
}

function guardLeaving(event) {
  if (document.querySelector("[data-guarded][data-touched]")) event.preventDefault();
}

document.addEventListener("click", (event) => {
  clickInLines(event);
  clickInConditions(event);
  clickForDialogs(event);
  const renamer = event.target.closest("[data-rename]");
  if (renamer) askForName(renamer);
});
document.addEventListener("keydown", (event) => {
  keyInLines(event);
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    const form = event.target.closest?.("[data-guarded]") ?? document.querySelector("[data-guarded]");
    if (form) {
      event.preventDefault();
      form.requestSubmit();
    }
  }
});
document.addEventListener("paste", pasteInLines);
document.addEventListener("input", (event) => {
  changeInConditions(event);
  filter(event);
  if (!event.target.dataset?.filter) touched(event.target);
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("form") ?? document;
  showForChoices(form);
  if (event.target.closest("[data-part]")) fitConditions(form);
});
// A form that is being sent is no longer unsaved work; what comes back because somebody else saved the same is unsaved again.
document.addEventListener("submit", (event) => event.defaultPrevented || delete event.target.dataset.touched);
document.addEventListener("htmx:beforeRequest", (event) => delete event.detail.elt.dataset.touched);
for (const failure of ["htmx:responseError", "htmx:sendError"]) document.addEventListener(failure, (event) => touched(event.detail.elt));
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail?.xhr?.status !== 409) return;
  for (const form of document.querySelectorAll("[data-guarded]")) if (form.getAttribute("hx-post") === detail.requestConfig.path) touched(form);
});
document.addEventListener("htmx:afterSettle", markRefused);
document.addEventListener("htmx:confirm", guardSwap);
document.addEventListener("htmx:afterSettle", () => {
  showForChoices(document);
  fitConditions(document);
});
// A call that is tried out beside the form is to what stands in it: what is not saved yet is saved first.
document.addEventListener("call-begins", ({ detail: saves }) => {
  const [form, ...others] = document.querySelectorAll(".item-form[data-guarded][data-touched]");
  if (form) saves.push(!others.length && saved(form));
});
window.addEventListener("beforeunload", guardLeaving);
showForChoices(document);
fitConditions(document);
