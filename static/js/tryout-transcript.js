// Owns the transcript of a try-out: turns as they come, what was understood beside them, the steps gone through.

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

  line({ say, text }) {
    if (this.#said.has(say)) return;
    this.#said.set(say, this.#turn("line", this.#words.line, text));
  }

  caller(text) {
    this.#lastCaller = this.#turn("caller", this.#words.you, text);
  }

  note(text) {
    this.#add(element("li", "turn turn-note", text));
  }

  /** Under the caller's words: what they were taken to mean, how surely, and what came second. */
  understood(meaning) {
    if (!this.#lastCaller) return;
    const { intent, guess, runner_up: second, slots } = meaning;
    const answer = intent ? null : meaning.answer; // a wish that is understood comes before knowledge
    const confidence = answer ? meaning.answer_confidence : meaning.confidence;
    const details = Object.entries(slots ?? {});
    const parts = [];
    if (answer) parts.push(this.#fact(this.#words.answer, this.#names.answers[answer] ?? answer));
    else if (intent) parts.push(this.#fact(this.#words.understood, this.#intent(intent)));
    else if (!details.length) parts.push(this.#fact(this.#words.unknown, guess ? `${this.#words.guess} ${this.#intent(guess)}` : ""));
    const bare = parts.length === 0; // a detail that was asked for, and no wish beside it: nothing there to be sure of
    if (confidence && !bare) parts.push(element("span", "", `${this.#words.confidence} ${Math.round(confidence * 100)}%`));
    if (second && !bare) parts.push(element("span", "", `${this.#words.runner_up} ${this.#intent(second)}`));
    for (const [slot, value] of details) parts.push(this.#fact(this.#names.slots[slot] ?? slot, value));
    if (this.#intents.length && !details.length) parts.push(this.#meant(this.#lastCaller.querySelector(".bubble").textContent));
    this.#lastCaller.append(element("p", `insight${intent || answer || bare ? "" : " insight-unknown"}`, ...parts));
    this.#follow();
  }

  step(name, why) {
    const item = element("li", "", element("span", "mono", name), element("span", "", this.#reason(why)));
    this.#path.append(item);
    this.#path.scrollTop = this.#path.scrollHeight;
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

  /** `hear:fee_dispute` is the intent's title; other reasons say enough by themselves. */
  #reason(why = "") {
    const [kind, detail] = why.split(":");
    return ["hear", "digression"].includes(kind) && detail ? this.#intent(detail) : "";
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
