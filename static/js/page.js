// Owns what every page does by itself: menus, the folding navigation, theme and language. No script imports it: it would run twice.

import { toast } from "./toasts.js";

const YEAR = 60 * 60 * 24 * 365;

function keepChoice(event) {
  const group = event.target.closest("[data-cookie]");
  if (!group) return;
  document.cookie = `${group.dataset.cookie}=${event.target.value}; path=/; max-age=${YEAR}; samesite=lax`;
  if ("reload" in group.dataset) location.reload();
  else document.documentElement.dataset.theme = event.target.value;
}

function showChosen({ target }) {
  const shown = target.closest(".file-choice")?.querySelector("[data-chosen]");
  if (shown && target.files.length) shown.textContent = target.files[0].webkitRelativePath.split("/")[0] || target.files[0].name;
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.open = false;
}

function closeByKey(event) {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else foldNavigation(false);
}

function foldNavigation(open) {
  const button = document.querySelector("[data-toggle-nav]");
  if (!button) return;
  button.setAttribute("aria-expanded", String(open));
  document.getElementById(button.getAttribute("aria-controls")).classList.toggle("open", open);
}

// ---- what is half written ----

/** A form that says nothing else of its unsaved words: whoever wrote in it is asked before the page goes. */
function noteWriting({ target }) {
  const form = target.form?.closest("form:is([method=post], [hx-post]):not([data-guarded])");
  if (form && !target.dataset.kept && target.matches("textarea, input:not([type=checkbox], [type=radio], [type=file])")) form.dataset.written = "";
}

function forgetWriting(form) {
  delete form.dataset?.written;
}

function guardWriting(event) {
  if (document.querySelector(".framed form[data-written]")) event.preventDefault();
}

/** The tour ends with the first call to a flow of one's own. */
function endTour() {
  const tour = document.getElementById("tour");
  if (!tour) return;
  document.getElementById("tour-text").textContent = tour.dataset.over;
  if ("goesOn" in tour.dataset) return;
  document.cookie = `tour=off; path=/; max-age=${YEAR}; samesite=lax`;
}

/** Ticks all boxes of a section, or none of them. */
function tick(button) {
  for (const box of button.closest("section").querySelectorAll("input[type=checkbox]")) box.checked = button.dataset.tick === "all";
}

/** A button that takes back what the page was just told of; null where nothing can be. */
function undoer({ undo, undoWord }) {
  if (!undo) return null;
  const { package: flow, ...values } = JSON.parse(undo);
  const button = document.createElement("button");
  button.className = "button button-small";
  button.type = "button";
  button.textContent = undoWord;
  button.addEventListener("click", () => window.htmx.ajax("POST", `/packages/${flow}/undo`, { source: document.body, swap: "none", values }));
  return button;
}

function start() {
  document.addEventListener("change", keepChoice);
  document.addEventListener("change", showChosen);
  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details[data-menu]"));
    const toggle = event.target.closest("[data-toggle-nav]");
    if (toggle) foldNavigation(toggle.getAttribute("aria-expanded") !== "true");
    const ticker = event.target.closest("[data-tick]");
    if (ticker) tick(ticker);
  });
  document.addEventListener("keydown", closeByKey);
  document.addEventListener("call-over", endTour);
  document.addEventListener("input", noteWriting);
  document.addEventListener("submit", (event) => event.defaultPrevented || forgetWriting(event.target));
  document.addEventListener("htmx:afterRequest", (event) => event.detail.successful && forgetWriting(event.detail.elt));
  document.addEventListener("close", (event) => event.target.querySelectorAll("form").forEach(forgetWriting), { capture: true });
  window.addEventListener("beforeunload", guardWriting);
  const shelf = document.getElementById("toasts");
  if (shelf.dataset.flash) toast(shelf.dataset.flash, "good", undoer(shelf.dataset));
  document.body.addEventListener("toast", (event) => toast(event.detail.text, event.detail.kind));
  document.body.addEventListener("htmx:responseError", (event) => event.detail.elt.id !== "present" && toast(shelf.dataset.failed, "bad"));
  document.body.addEventListener("htmx:sendError", (event) => {
    // The status bar asks every few seconds; it shows by itself that nobody answers.
    if (!["status", "present"].includes(event.detail.elt.id)) toast(shelf.dataset.unreachable, "bad");
  });
}

start();
