// Owns a call made from a page (a draft tried out, or the live line rung): asks for a ticket, makes the call, shows what comes, sends what the person plays.
// Whatever else is on the page hears of it by events of the document: `call-begins` (its detail takes promises to wait for, of whether what is written was saved),
// `call-begun`, `call-at` (the step), `call-over`.
import { BrowserCall } from "/static/line/call.js";
import { given, post } from "./ask.js";
import { toast } from "./toasts.js";
import { Replay } from "./tryout-replay.js";
import { Transcript } from "./tryout-transcript.js";

const ANGRY = 0.9;

const { package: name, names, ticket, asks = {}, intents = [] } = given("call-given");
const words = given("call-words");
const base = `/packages/${encodeURIComponent(name)}`;
const part = (id) => document.getElementById(id);
const transcript = new Transcript(words, names, intents, teach);

let call = null;
let spoken = false; // whether it goes by microphone
let replay = null; // the talk that is played again
let talk = null; // what happened so far, for a test
let secret = false;
let digits = 0; // how many the line waits for

// ---- beginning and ending ----

/** `asSaved`: to the draft as it was saved last, whatever is written beside the talk. */
async function begin(mode, again = null, asSaved = false) {
  showTrouble("");
  spoken = mode === "voice";
  replay = again;
  show("idle", { preparing: true });
  if (!asSaved && !(await settled())) {
    show(again ? "over" : "idle");
    return showTrouble(words.unsaved_beside, { words: words.call_saved, act: () => begin(mode, again, true) });
  }
  const { status, answer } = await post(ticket, { ...asks, caller: part("caller").value });
  if (status !== 200) {
    show("idle");
    if (again) show("over"); // what was said before is still there to be kept
    return showTrouble(answer?.sentence ?? answer?.error ?? words.lost);
  }
  transcript.clear();
  const world = played();
  talk = { happened: [], answered: [], caller: part("caller").value.trim(), now: world.now ?? "", slow: world.slow };
  show("talking", { mode });
  document.dispatchEvent(new CustomEvent("call-begun"));
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const address = `${scheme}://${location.hostname}:${answer.port}/line?ticket=${encodeURIComponent(answer.ticket)}`;
  call = new BrowserCall(address, { mode, world, onMessage: take, onClose: lost });
  if (!(await call.start())) return;
  if (mode === "text") part("words-said").focus();
  else part("hang-up").focus();
}

/** What somebody is writing beside the talk is saved first, so that the call is to what they see; whether it could be. */
async function settled() {
  const saves = [];
  document.dispatchEvent(new CustomEvent("call-begins", { detail: saves }));
  return (await Promise.all(saves)).every((saved) => saved !== false);
}

function finish(how) {
  if (!call) return;
  call = null;
  transcript.note(`${words.ended} · ${words[`ended_${how}`] ?? how}`);
  show("over");
  document.dispatchEvent(new CustomEvent("call-over"));
  part("again").focus();
}

function refuseMicrophone() {
  call = null;
  show("idle");
  showTrouble(words.no_microphone);
}

/** The line is gone before it said that the call ended. */
function lost() {
  if (call) finish("line_lost");
}

// ---- what comes from the line ----

const takes = {
  said: (message) => transcript.line(message),
  heard: ({ text }) => {
    if (spoken && text) happens("caller", { text, secret });
    transcript.caller(text || words.silence_done);
  },
  understood: (message) => {
    happens("understood", { intent: message.intent ?? "", answer: message.intent ? "" : message.answer ?? "" });
    transcript.understood(message);
  },
  fetched: (message) => answered(message, words.looked_up),
  sent: (message) => answered(message, words.messaged),
  step: ({ step, why }) => {
    part("now-step").textContent = step;
    showLink(step);
    transcript.step(step, why);
    document.dispatchEvent(new CustomEvent("call-at", { detail: { step, why: transcript.reason(why) } }));
  },
  listening: (message) => {
    showWaiting(message);
    if (!replay) return;
    replay.listening();
    if (replay.over) endReplay();
  },
  handing_off: ({ summary, reason, skill }) => {
    happens("handed_off", { text: skill });
    part("person").hidden = false;
    part("person-summary").textContent = `${words.person_summary}: ${summary || reason || skill}`;
    replay?.asked();
  },
  ended: ({ how, disposition }) => {
    happens("ended", { text: disposition });
    finish(how);
  },
  error: ({ message, reason }) => (reason === "microphone" ? refuseMicrophone() : transcript.note(reason ? words.lost : message)),
};

function take(message) {
  takes[message.type]?.(message);
}

function happens(kind, more = {}) {
  talk?.happened.push({ kind, ...more });
}

function answered({ name: system, outcome, values = {} }, label) {
  talk?.answered.push({ name: system, outcome, values });
  const found = Object.entries(values).map(([field, value]) => `${field} ${value}`);
  transcript.note(`${label} ${system}: ${outcome === "ok" ? words.found : words[{ failed: "fails", timed_out: "times_out" }[outcome]] ?? outcome}${found.length ? ` · ${found.join(", ")}` : ""}`);
}

function showLink(step) {
  const [flow, inner] = step.includes("/") ? step.split("/") : ["", step];
  const link = part("now-link");
  link.hidden = !name;
  link.href = `${base}/graph?flow=${encodeURIComponent(flow)}#${encodeURIComponent(inner)}`;
}

function showWaiting({ keys, digits: awaited, secret: masked }) {
  digits = awaited ?? 0;
  secret = Boolean(masked);
  const waits = [digits ? words.waits_digits.replace("{count}", digits) : words.waits_speech];
  if (keys && !digits) waits.push(words.waits_keys);
  part("waiting").hidden = false;
  part("waiting-for").textContent = waits.join(" / ");
  part("secret").hidden = !secret;
}

// ---- what the person plays ----

function say(text) {
  if (!text.trim() || !call) return;
  if (digits && /^[\d*#]+$/.test(text.trim())) return [...text.trim()].forEach(press);
  speak(text, { anger: part("angry")?.checked ? ANGRY : undefined, interrupts: part("interrupts")?.checked });
  if (part("interrupts")) part("interrupts").checked = false; // of this sentence alone
}

function speak(text, { anger, interrupts }) {
  const how = { ...(anger ? { anger } : {}), ...(interrupts && transcript.interrupt() ? { interrupts: true } : {}) };
  call.send({ type: "text", text, ...how });
  happens("caller", { text, secret, ...how });
  part("suggestions").hidden = true;
}

function stayStill() {
  call?.send({ type: "silence" });
  happens("silence");
  transcript.caller(words.silence_done);
}

function answerForPerson(accepts) {
  call?.send({ type: "person", accepts });
  happens("person", { accepts });
  part("person").hidden = true;
}

function hangUp() {
  call?.send({ type: "hang_up" });
  happens("hang_up");
}

function press(key) {
  call?.send({ type: "key", key });
  happens("keys", { text: key, secret });
  transcript.caller(words.key_pressed.replace("{key}", part("secret").hidden ? key : "•"));
}

part("say").addEventListener("submit", (event) => {
  event.preventDefault();
  say(part("words-said").value);
  part("words-said").value = "";
});
part("suggestions").addEventListener("click", (event) => {
  if (event.target.dataset.say) say(event.target.dataset.say);
});
part("silence").addEventListener("click", stayStill);
for (const button of document.querySelectorAll("[data-key]")) {
  button.addEventListener("click", () => press(button.dataset.key));
}
for (const button of document.querySelectorAll("[data-person]")) {
  button.addEventListener("click", () => answerForPerson(button.dataset.person === "true"));
}
part("hang-up").addEventListener("click", hangUp);
part("start-text").addEventListener("click", () => begin("text"));
part("start-voice").addEventListener("click", () => begin("voice"));
part("again").addEventListener("click", () => {
  show("idle");
  part("start-text").focus();
});
part("replay")?.addEventListener("click", () => {
  const acts = { caller: (one) => speak(one.text, one), keys: ({ text }) => press(text), silence: stayStill, person: ({ accepts }) => answerForPerson(accepts), hang_up: hangUp };
  begin("text", new Replay(talk.happened, acts));
});
window.addEventListener("beforeunload", (event) => call && event.preventDefault());
window.addEventListener("pagehide", () => call?.send({ type: "hang_up" }));

function endReplay() {
  const { last } = replay;
  replay = null;
  if (call && last !== "hang_up") transcript.note(words.replay_over);
}

// ---- the world, and what is kept ----

/** What is played in place of the world: only a try-out has it. */
function played() {
  const world = { data: {}, slow: [] };
  const now = document.getElementById("now")?.value;
  if (now) world.now = new Date(now).toISOString();
  for (const system of document.querySelectorAll("[data-system]")) {
    const answer = system.querySelector("[data-answer]").value;
    if (answer) world.data[system.dataset.system] = JSON.parse(answer);
    if (system.querySelector("[data-slow]")?.checked) world.slow.push(system.dataset.system);
  }
  return world;
}

async function teach(text, intent) {
  const { status, answer } = await post(`${base}/tryout/phrase`, { text, intent });
  toast(status === 200 ? answer.sentence : answer?.error ?? words.lost, status === 200 ? "good" : "bad");
}

part("keep")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const first = talk.happened.find(({ kind }) => kind === "caller")?.text ?? "";
  const { status, answer } = await post(`${base}/tryout/test`, { ...talk, name: part("keep-name").value || first });
  const link = document.createElement("a");
  if (status === 200) [link.href, link.textContent] = [answer.address, answer.sentence];
  part("kept").replaceChildren(status === 200 ? link : answer?.error ?? words.lost);
  if (status === 200) part("keep-name").value = "";
});

// ---- what is shown ----

/** `idle`, `talking` or `over`: which parts of the page are there. */
function show(state, { preparing = false, mode = "text" } = {}) {
  part("tryout").dataset.state = state;
  part("idle").hidden = state !== "idle";
  part("turns").hidden = state === "idle";
  part("controls").hidden = state !== "talking";
  part("after").hidden = state !== "over";
  if (part("kept")) part("kept").replaceChildren();
  part("preparing").hidden = !preparing;
  part("start-text").disabled = preparing;
  part("say").hidden = mode === "voice";
  part("suggestions").hidden = mode === "voice";
  if (part("manner")) part("manner").hidden = mode === "voice"; // a voice is heard for itself
  part("live").hidden = mode !== "voice" || state !== "talking";
  part("person").hidden = true;
  part("waiting").hidden = true;
  part("secret").hidden = true;
}

/** `instead`: what can be done in spite of it, with its words. */
function showTrouble(sentence, instead = null) {
  const notice = document.createElement("p");
  notice.className = "notice notice-warn";
  notice.textContent = sentence;
  part("trouble").replaceChildren(...(sentence ? [notice] : []), ...(instead ? [actButton(instead)] : []));
  if (sentence && part("idle").hidden) transcript.note(sentence);
}

function actButton({ words: said, act }) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-small", textContent: said });
  button.addEventListener("click", act);
  return button;
}
