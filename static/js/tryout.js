// Owns a call made from a page (a draft tried out, or the live line rung): asks for a ticket, makes the call, shows what comes, sends what the person plays.
import { BrowserCall } from "/static/line/call.js";
import { given, post } from "./ask.js";
import { toast } from "./toasts.js";
import { Transcript } from "./tryout-transcript.js";

const ANGRY = 0.9;

const { package: name, names, ticket, asks = {}, intents = [] } = given("given");
const words = given("words");
const base = `/packages/${encodeURIComponent(name)}`;
const part = (id) => document.getElementById(id);
const transcript = new Transcript(words, names, intents, teach);

let call = null;
let talk = null; // what happened so far, for a test
let secret = false;
let digits = 0; // how many the line waits for

// ---- beginning and ending ----

async function begin(mode) {
  showTrouble("");
  show("idle", { preparing: true });
  const { status, answer } = await post(ticket, { ...asks, caller: part("caller").value });
  if (status !== 200) {
    show("idle");
    return showTrouble(answer?.sentence ?? answer?.error ?? words.lost);
  }
  transcript.clear();
  const world = played();
  talk = { happened: [], answered: [], caller: part("caller").value.trim(), now: world.now ?? "", slow: world.slow };
  show("talking", { mode });
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const address = `${scheme}://${location.hostname}:${answer.port}/line?ticket=${encodeURIComponent(answer.ticket)}`;
  call = new BrowserCall(address, { mode, world, onMessage: take, onClose: lost });
  if (!(await call.start())) return;
  if (mode === "text") part("words-said").focus();
  else part("hang-up").focus();
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
  heard: ({ text }) => transcript.caller(text || words.silence_done),
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
  },
  listening: showWaiting,
  handing_off: ({ summary, reason, skill }) => {
    happens("handed_off", { text: skill });
    part("person").hidden = false;
    part("person-summary").textContent = `${words.person_summary}: ${summary || reason || skill}`;
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
  link.hidden = false;
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
  const anger = part("angry")?.checked ? ANGRY : undefined;
  call.send({ type: "text", text, ...(anger ? { anger } : {}) });
  happens("caller", { text, secret, ...(anger ? { anger } : {}) });
  part("suggestions").hidden = true;
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
part("silence").addEventListener("click", () => {
  call?.send({ type: "silence" });
  happens("silence");
  transcript.caller(words.silence_done);
});
for (const button of document.querySelectorAll("[data-key]")) {
  button.addEventListener("click", () => press(button.dataset.key));
}
for (const button of document.querySelectorAll("[data-person]")) {
  button.addEventListener("click", () => {
    call?.send({ type: "person", accepts: button.dataset.person === "true" });
    happens("person", { accepts: button.dataset.person === "true" });
    part("person").hidden = true;
  });
}
part("hang-up").addEventListener("click", () => {
  call?.send({ type: "hang_up" });
  happens("hang_up");
});
part("start-text").addEventListener("click", () => begin("text"));
part("start-voice").addEventListener("click", () => begin("voice"));
part("again").addEventListener("click", () => {
  show("idle");
  part("start-text").focus();
});
window.addEventListener("pagehide", () => call?.send({ type: "hang_up" }));

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
  part("live").hidden = mode !== "voice" || state !== "talking";
  part("person").hidden = true;
  part("waiting").hidden = true;
  part("secret").hidden = true;
}

function showTrouble(sentence) {
  const notice = document.createElement("p");
  notice.className = "notice notice-warn";
  notice.textContent = sentence;
  part("trouble").replaceChildren(...(sentence ? [notice] : []));
}
