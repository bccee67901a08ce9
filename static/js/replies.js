// Owns what helps with writing what is said and heard: tones, pauses, wordings and values in a reply, a button that says it,
// and marking words of a phrase as a detail. What was selected last counts, so that all of it works by keyboard too.
import { send } from "./ask.js";

const SAMPLE = "400ms";
let phrase = null; // the line in which something was selected last
let sound = null;

// ---- replies ----

/** Puts text around what is selected of a field, and selects what was inside. */
function wrap(field, before, after) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  field.setRangeText(before + value.slice(start, end) + after, start, end, "end");
  const from = start + before.length;
  field.focus();
  field.setSelectionRange(from, from + (end - start));
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The recordings of the words as they stand in the field, those of its first plain stretch. */
function findRecordings(link) {
  const field = document.getElementById(link.closest("[data-tools-of]").dataset.toolsOf);
  const plain = field.value.split(/<[^>]*>|[(|)]/).map((piece) => piece.trim()).find(Boolean) ?? "";
  link.search = new URLSearchParams({ find: plain.slice(0, 60) });
}

function clickTools(event) {
  const link = event.target.closest("[data-recordings]");
  if (link) return findRecordings(link);
  const button = event.target.closest("button");
  const tools = button?.closest("[data-tools-of]");
  if (!tools) return;
  const field = document.getElementById(tools.dataset.toolsOf);
  if ("pause" in button.dataset) {
    field.setSelectionRange(field.selectionEnd, field.selectionEnd);
    wrap(field, `<pause ${SAMPLE}>`, "");
  } else if ("variant" in button.dataset) wrap(field, "(", "|)");
  else if ("listen" in button.dataset) listen(button, field);
}

function chooseTool(event) {
  const menu = event.target;
  const tools = menu.closest?.("[data-tools-of]");
  if (!tools || !menu.value) return;
  const field = document.getElementById(tools.dataset.toolsOf);
  if ("style" in menu.dataset) wrap(field, `<${menu.value}>`, `</${menu.value}>`);
  else if ("putValue" in menu.dataset) {
    field.setSelectionRange(field.selectionEnd, field.selectionEnd);
    wrap(field, `<${menu.value}>`, "");
  }
  menu.value = "";
}

async function listen(button, field) {
  sound?.pause();
  if (!field.value.trim()) return field.focus();
  button.disabled = true;
  try {
    const language = button.closest("form").querySelector("[name=language]")?.value ?? "";
    const answer = await send(button.dataset.listen, { text: field.value, language });
    if (!answer.ok) {
      const { error } = await answer.json().catch(() => ({}));
      return toast(error);
    }
    sound = new Audio(URL.createObjectURL(await answer.blob()));
    sound.addEventListener("ended", () => URL.revokeObjectURL(sound.src));
    await sound.play();
  } catch {
    toast(document.getElementById("toasts").dataset.unreachable);
  } finally {
    button.disabled = false;
    button.focus();
  }
}

function toast(text) {
  document.body.dispatchEvent(new CustomEvent("toast", { detail: { kind: "bad", text: text ?? document.getElementById("toasts").dataset.failed } }));
}

// ---- phrases ----

function rememberPhrase(event) {
  const field = event.target;
  if (field.matches?.("[data-lines] input.control") && field.closest("[data-lines]").querySelector("[data-mark]")) phrase = field;
}

function mark(menu) {
  const lines = menu.closest("[data-lines]");
  const hint = lines.querySelector("[data-mark-hint]");
  const field = phrase?.isConnected && lines.contains(phrase) ? phrase : null;
  const words = field?.value.slice(field.selectionStart, field.selectionEnd).trim();
  if (!words || /[<>]/.test(words)) hint.textContent = hint.dataset.nothing;
  else {
    const lead = field.value.slice(field.selectionStart, field.selectionEnd).indexOf(words);
    field.setSelectionRange(field.selectionStart + lead, field.selectionStart + lead + words.length);
    wrap(field, `<${menu.value}=`, ">");
  }
  menu.value = "";
}

document.addEventListener("click", clickTools);
document.addEventListener("focusin", rememberPhrase);
document.addEventListener("change", (event) => {
  chooseTool(event);
  if (event.target.matches?.("[data-mark]") && event.target.value) mark(event.target);
});
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.key.toLowerCase() !== "m") return;
  const menu = event.target.closest?.("[data-lines]")?.querySelector("[data-mark]");
  if (!menu) return;
  event.preventDefault();
  menu.focus();
  menu.showPicker?.();
});
