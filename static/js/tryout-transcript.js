// Owns the transcript of a try-out: turns as they come, what was understood beside them and why, the steps gone through.

const CARRIES = 0.4; // of the weightiest word's weight: so much makes a word one that carried the decision
const FELT = 0.2; // a mood below it is none

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

export class Transcript {
  #words;
  #names;
  #log = document.getElementById("turns");
  #turns = document.getElementById("turn-list");
  #path = document.getElementById("path");
  #said = new Map();
  #lastCaller = null;
  #lastLine = null;
  #mustBeHeard = false;

  #intents;
  #teach;

  /** `teach(text, intent)` is called when somebody says what the caller really meant; `intents`: [[name, title]]. */
  constructor(words, names, intents = [], teach = () => {}) {
    this.#words = words;
    this.#names = names;
    this.#intents = intents;
    this.#teach = teach;
  }

  clear() {
    this.#turns.replaceChildren();
    this.#path.replaceChildren();
    this.#said.clear();
  }

  line({ say, text, barge_in: bargeIn }) {
    if (this.#said.has(say)) return;
    this.#lastLine = this.#turn("line", this.#words.line, text);
    this.#mustBeHeard ||= bargeIn === "never";
    this.#said.set(say, this.#lastLine);
  }

  caller(text) {
    this.#lastCaller = this.#turn("caller", this.#words.you, text);
    this.#mustBeHeard = false;
  }

  /** The caller speaks into what the line says: whether they may. */
  interrupt() {
    if (this.#mustBeHeard) {
      this.note(this.#words.not_interruptible);
      return false;
    }
    this.#lastLine?.classList.add("turn-cut");
    this.#lastLine?.append(element("span", "because", this.#words.interrupted));
    return true;
  }

  note(text) {
    this.#add(element("li", "turn turn-note", text));
  }

  /** Under the caller's words: what they were taken to mean, how surely, from which words, what came second, and the mood. */
  understood(meaning) {
    if (!this.#lastCaller) return;
    const { intent, guess, runner_up: second, slots, reason } = meaning;
    const answer = intent ? null : meaning.answer; // a wish that is understood comes before knowledge
    const confidence = answer ? meaning.answer_confidence : meaning.confidence;
    const details = Object.entries(slots ?? {});
    const parts = [];
    if (answer) parts.push(this.#fact(this.#words.answer, this.#names.answers[answer] ?? answer));
    else if (intent) parts.push(this.#fact(this.#words.understood, this.#intent(intent)));
    else if (!details.length) parts.push(this.#fact(this.#words.unknown, guess ? `${this.#words.guess} ${this.#intent(guess)}` : ""));
    const bare = parts.length === 0; // a detail that was asked for, and no wish beside it: nothing there to be sure of
    if (confidence && !bare) parts.push(element("span", "", `${this.#words.confidence} ${percent(confidence)}`));
    if (second && !bare) parts.push(element("span", "", `${this.#words.runner_up} ${this.#intent(second)}${this.#surely(meaning, second)}`));
    for (const [slot, value] of details) parts.push(this.#fact(this.#names.slots[slot] ?? slot, value));
    if (this.#intents.length && !details.length) parts.push(this.#meant(this.#lastCaller.querySelector(".bubble").textContent));
    this.#lastCaller.append(element("p", `insight${intent || answer || bare ? "" : " insight-unknown"}`, ...parts));
    const why = [...(bare || answer ? [] : this.#why(meaning)), ...this.#mood(meaning)];
    const told = !intent && !answer && !bare ? this.#words[`reason_${(reason ?? "").replaceAll("-", "_")}`] : "";
    if (told) why.unshift(element("span", "", told));
    if (why.length) this.#lastCaller.append(element("p", "because", ...why));
    this.#follow();
  }

  /** A step that the call enters, and why it does. */
  step(name, why) {
    const item = element("li", "", element("span", "mono", name), element("span", "", this.reason(why)));
    this.#path.append(item);
    this.#path.scrollTop = this.#path.scrollHeight;
  }

  /** `hear:fee_dispute` is the intent's title; going on to the next step is no reason worth a word. */
  reason(why = "") {
    const [kind, ...rest] = why.split(":");
    const detail = rest.join(":");
    if (["hear", "digression", "always"].includes(kind) && detail) return this.#intent(detail);
    return (this.#words[`why_${kind}`] ?? "").replace("{detail}", this.#names.slots[detail] ?? this.#names.flags[detail] ?? detail);
  }

  #surely({ ranked = [] }, intent) {
    const found = ranked.find(([name]) => name === intent);
    return found ? ` ${percent(found[1])}` : "";
  }

  /** The words that carried the decision, and those without which it would be another. */
  #why({ why }) {
    if (!why) return [];
    const said = this.#lastCaller.querySelector(".bubble").textContent;
    const parts = carrying(said, why.words).map((words) => `“${words}”`);
    const found = parts.length ? [this.#fact(this.#words.because, parts.join(" "))] : [];
    if (!why.tip) return found;
    const becomes = why.tip.becomes ? this.#words.becomes_other.replace("{intent}", this.#intent(why.tip.becomes)) : this.#words.becomes_unknown;
    const without = carrying(said, Object.fromEntries(why.tip.without.map((word) => [word, 1]))).join(" ");
    return [...found, element("span", "", this.#words.needed_by.replace("{words}", without).replace("{becomes}", becomes))];
  }

  #mood({ mood = {} }) {
    const felt = Object.entries(mood).filter(([, level]) => level >= FELT);
    return felt.length ? [this.#fact(this.#words.mood, felt.map(([name, level]) => `${this.#words[`mood_${name}`] ?? name} ${level}`).join(" · "))] : [];
  }

  /** A menu that makes the words a phrase of what they really meant. */
  #meant(text) {
    const menu = element("select", "control control-small", new Option(this.#words.meant, ""));
    menu.setAttribute("aria-label", `${this.#words.meant} ${text}`);
    for (const [name, title] of this.#intents) menu.append(new Option(title, name));
    menu.addEventListener("change", () => {
      if (menu.value) this.#teach(text, menu.value);
      menu.value = "";
    });
    return menu;
  }

  #fact(label, value) {
    return element("span", "", `${label} `, element("b", "", value));
  }

  #intent(name) {
    return this.#names.intents[name] ?? name;
  }

  #turn(speaker, name, text) {
    const turn = element("li", `turn turn-${speaker}`, element("span", "unseen", `${name}: `), element("span", "bubble", text));
    this.#add(turn);
    return turn;
  }

  #add(item) {
    this.#turns.append(item);
    this.#follow();
  }

  #follow() {
    this.#log.scrollTop = this.#log.scrollHeight;
  }
}

function percent(share) {
  return `${Math.round(share * 100)}%`;
}

/** The parts of a sentence in which the weightiest words stand, those that touch each other as one. */
function carrying(said, weights) {
  const least = CARRIES * Math.max(...Object.values(weights), 0);
  const marked = Array(said.length).fill(false);
  const lower = said.toLowerCase();
  for (const [word, weight] of Object.entries(weights)) {
    if (weight <= 0 || weight < least) continue;
    const at = lower.search(new RegExp(/^[a-z0-9']/.test(word) ? `\\b${escaped(word)}\\b` : escaped(word)));
    if (at >= 0) marked.fill(true, at, at + word.length);
  }
  const parts = [];
  for (let at = 0; at < said.length; at += 1) {
    const joins = marked[at] || (said[at] === " " && marked[at - 1] && marked[at + 1]);
    if (joins && at && (marked[at - 1] || said[at - 1] === " ") && parts.length && parts.at(-1).end === at) parts[parts.length - 1] = { words: parts.at(-1).words + said[at], end: at + 1 };
    else if (marked[at]) parts.push({ words: said[at], end: at + 1 });
  }
  return parts.map(({ words }) => words.trim());
}

function escaped(word) {
  return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
