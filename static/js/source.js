// Owns the source view: one file of a package, checked while one types, saved on order, and never lost by accident.
import { forceLinting, setDiagnostics } from "@codemirror/lint";
import { given, post } from "./ask.js";
import { toast } from "./toasts.js";
import { goTo, makeEditor } from "./source-text.js";

const { text, file, revision, line, package: name } = given("given");
const words = given("words");
const base = `/packages/${encodeURIComponent(name)}`;
const parent = document.getElementById("editor");
const saveButton = document.getElementById("save");
const state = document.getElementById("save-state");
const PROVE_AFTER = 700; // milliseconds
const conflict = document.getElementById("conflict");

let saved = { text, revision };
let theirs = null;
let checking = null;
let proving = null;
let sending = null; // a save under way

const view = makeEditor({
  parent,
  text,
  label: `${words.title}: ${file}`,
  describedBy: words.keys_help,
  phrases: translatedPhrases(),
  readOnly: parent.dataset.readOnly === "true",
  check,
  onChange: showState,
  onSave: save,
});

/** CodeMirror's own phrases are its English words; ours are found by a key. */
function translatedPhrases() {
  const english = { find: "Find", replace: "Replace", next: "next", previous: "previous", all: "all", match_case: "match case", regexp: "regexp", by_word: "by word", replace_one: "replace", replace_all: "replace all", close: "close", go_to_line: "Go to line", go: "go", matches: "current match", on_line: "on line" };
  const ours = given("phrases");
  return Object.fromEntries(Object.entries(english).map(([key, phrase]) => [phrase, ours[key]]));
}

async function check(now) {
  checking?.abort();
  checking = new AbortController();
  let found;
  try {
    found = await post(`${base}/check`, { file, text: now }, checking.signal);
  } catch {
    return []; // a newer check is under way
  }
  if (found.status !== 200) return [];
  clearTimeout(proving);
  proving = setTimeout(prove, PROVE_AFTER, now);
  return shown(found.answer);
}

/** What takes a proof comes when the typing rests. */
async function prove(now) {
  const found = await post(`${base}/check`, { file, text: now, proven: true });
  if (found.status !== 200 || view.state.doc.toString() !== now) return;
  view.dispatch(setDiagnostics(view.state, shown(found.answer)));
}

function shown(answer) {
  showFiles(answer.files);
  showProblems(answer.problems);
  return answer.problems.filter((problem) => problem.file === file).map(asDiagnostic);
}

function asDiagnostic(problem) {
  const length = view.state.doc.length;
  const from = Math.min(problem.from, length);
  return {
    from,
    to: Math.min(Math.max(problem.to, from), length),
    severity: problem.severity,
    message: problem.sentence,
    actions: problem.edits.length ? [{ name: problem.fix, apply: () => mend(problem) }] : [],
  };
}

function mend(problem) {
  view.dispatch({ changes: problem.edits, userEvent: "input.complete" });
  view.focus();
  forceLinting(view);
}

function showFiles(files) {
  for (const entry of files) {
    const link = document.querySelector(`[data-file="${CSS.escape(entry.file)}"]`);
    if (!link) continue;
    const sign = link.querySelector("[data-state]");
    sign.hidden = !entry.errors && !entry.warnings;
    sign.querySelector(".badge").className = `badge badge-${entry.errors ? "bad" : "warn"}`;
    sign.querySelector("[data-count]").textContent = entry.errors + entry.warnings;
  }
}

function showProblems(problems) {
  document.getElementById("found-count").textContent = problems.length;
  document.getElementById("found-none").hidden = problems.length > 0;
  const here = problems.filter((problem) => problem.file === file);
  const elsewhere = problems.filter((problem) => problem.file !== file);
  document.getElementById("found").replaceChildren(...[...here, ...elsewhere].map(problemItem));
}

function problemItem(problem) {
  const item = document.createElement("li");
  item.className = `problem problem-${problem.severity}`;
  const place = document.createElement("a");
  place.className = "mono";
  place.href = `?file=${encodeURIComponent(problem.file)}&line=${problem.line}`;
  place.textContent = `${problem.file}:${problem.line}:${problem.column}`;
  if (problem.file === file) place.addEventListener("click", (event) => {
    event.preventDefault();
    goTo(view, problem.line, problem.column);
  });
  const sentence = document.createElement("span");
  sentence.textContent = problem.sentence;
  item.append(place, sentence);
  if (problem.call.length) item.append(callList(problem.call));
  if (problem.file === file && problem.edits.length) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small";
    button.textContent = problem.fix;
    button.addEventListener("click", () => mend(problem));
    item.append(button);
  }
  return item;
}

function callList(lines) {
  const list = document.createElement("ol");
  list.className = "failing-call small";
  list.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  return list;
}

function changed() {
  return view.state.doc.toString() !== saved.text;
}

function showState() {
  const open = changed();
  state.textContent = open ? words.unsaved : words.saved_state;
  if (saveButton) saveButton.disabled = !open;
}

function save() {
  if (saveButton && changed() && !sending) send(saved.revision);
  return true;
}

/** A call that is tried out beside the text is to what stands in it: what is not saved yet is saved first. Whether it was. */
async function saveForCall() {
  await sending;
  if (changed()) await send(saved.revision, {}, words.saved_for_call);
  return !changed();
}

function send(...given) {
  sending = deliver(...given).finally(() => (sending = null));
  return sending;
}

async function deliver(onRevision, choices = {}, said = words.saved) {
  const now = view.state.doc.toString();
  state.textContent = words.saving;
  const { status, answer } = await post(`${base}/source`, { file, text: now, revision: onRevision, choices });
  if (status === 200) {
    if (!answer.joined) saved = { text: now, revision: answer.revision };
    else if (view.state.doc.toString() === now) show(answer.text, answer.revision);
    // else: typed on meanwhile, so the text still stands on the revision that it began from, and joins again
    toast(answer.joined ? words.joined : said);
    document.dispatchEvent(new CustomEvent("draft-saved"));
  } else if (status === 409) {
    theirs = answer;
    showConflict(answer);
  } else toast(status === 0 ? document.getElementById("toasts").dataset.unreachable : (answer?.error ?? words.not_saved), "bad");
  showState();
}

/** Puts a text that was saved in the place of the one that stands here; only what differs, so that the cursor stays. */
function show(text_, revision_) {
  const old = view.state.doc.toString();
  let from = 0;
  while (from < old.length && from < text_.length && old[from] === text_[from]) from += 1;
  let back = 0;
  while (back < old.length - from && back < text_.length - from && old.at(-1 - back) === text_.at(-1 - back)) back += 1;
  saved = { text: text_, revision: revision_ };
  if (old !== text_) view.dispatch({ changes: { from, to: old.length - back, insert: text_.slice(from, text_.length - back) } });
}

function showConflict({ places, savers }) {
  document.getElementById("conflict-by").textContent = words.conflict_by.replace("{who}", savers);
  document.getElementById("conflict-places").replaceChildren(...places.map(disputed));
  conflict.showModal();
}

/** One place that both changed, with both versions to choose from. */
function disputed(place, number) {
  const group = document.createElement("fieldset");
  group.className = "stack-tight";
  const legend = document.createElement("legend");
  legend.textContent = place.sentence;
  const choices = ["ours", "theirs"].map((side) => {
    const label = document.createElement("label");
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: `place-${number}`, value: side, required: true });
    radio.dataset.place = place.name;
    const version = document.createElement("pre");
    version.className = "changes";
    version.append(Object.assign(document.createElement("span"), { textContent: place[side] || words.conflict_nothing }));
    label.append(radio, ` ${words[`conflict_${side}`]}`, version);
    return label;
  });
  group.append(legend, ...choices);
  return group;
}

conflict.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-conflict]")?.dataset.conflict;
  if (!choice) return;
  const form = conflict.querySelector("form");
  if (choice === "mine" && !form.reportValidity()) return;
  conflict.close();
  if (choice === "mine") {
    const chosen = [...form.querySelectorAll("input:checked")].map((radio) => [radio.dataset.place, radio.value]);
    send(saved.revision, Object.fromEntries(chosen));
  }
  if (choice === "theirs") show(theirs.theirs, theirs.revision);
  view.focus();
});

conflict.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
saveButton?.addEventListener("click", save);
document.addEventListener("call-begins", ({ detail: saves }) => saveButton && saves.push(saveForCall()));
window.addEventListener("beforeunload", (event) => changed() && event.preventDefault());
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s" && !event.defaultPrevented) {
    event.preventDefault();
    save();
  }
});

showState();
forceLinting(view);
if (line) goTo(view, line);
parent.dataset.ready = "";
