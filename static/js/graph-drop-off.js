// Owns what callers did, painted on the drawing: how many came to each step and took each way, and where they were lost.
import { LostList } from "./graph-lost.js";
import { sum, Taken } from "./graph-taken.js";

const NONE = { calls: 0, lost: 0, ended: {}, address: "" };
const LOST = ["caller", "line_lost", "too_long", "error"];

export class DropOff {
  #asked = null;
  #found = null; // what came back, and `taken` of it
  #revision = 0;

  constructor(graph) {
    this.graph = graph;
    this.button = document.getElementById("called");
    if (!this.button) return;
    this.note = document.getElementById("called-note");
    [this.span, this.version] = ["calls-span", "calls-version"].map((id) => document.getElementById(id));
    this.list = new LostList(graph, this);
    this.button.addEventListener("click", () => this.toggle());
    for (const menu of [this.span, this.version]) menu.addEventListener("change", () => this.ask());
    this.#resume();
  }

  get on() {
    return this.button?.getAttribute("aria-pressed") === "true";
  }

  toggle() {
    if (!this.button) return;
    this.button.setAttribute("aria-pressed", String(!this.on));
    this.note.hidden = !this.on;
    if (this.on) {
      this.graph.coverage.leave();
      this.ask();
    } else {
      this.#asked?.abort();
      this.list.show(null);
    }
    this.#remember();
    this.graph.draw(this.graph.base);
  }

  /** Something else is painted. */
  leave() {
    if (this.on) this.toggle();
  }

  /** After a change the figures stand under the names that the draft has now. */
  changed(revision) {
    if (this.on && revision !== this.#revision) this.ask();
  }

  async ask() {
    const { graph } = this;
    this.#asked?.abort();
    this.#asked = new AbortController();
    this.#revision = graph.changes.revision;
    this.#remember();
    try {
      const address = `${graph.getAttribute("graph")}/calls?span=${this.span.value}&version=${encodeURIComponent(this.version.value)}`;
      const response = await fetch(address, { headers: { accept: "application/json" }, signal: this.#asked.signal });
      const answer = response.ok ? await response.json() : { state: "trouble" };
      this.#found = answer.state === "counted" ? { ...answer, taken: this.#taken(answer) } : null;
      this.#say(this.#found ? this.#summary() : graph.words[`calls_${answer.state}`]);
      await graph.draw(graph.base);
      this.list.show(this.#found);
    } catch (failure) {
      if (failure.name !== "AbortError") this.#say(graph.words.calls_trouble);
    }
  }

  #taken({ steps, edges, reasons }) {
    const times = (list) => list.map((one) => ({ ...one, times: one.calls }));
    return new Taken(this.graph.getAttribute("flow"), { steps, edges: times(edges), reasons: times(reasons), missing: 0 });
  }

  /** Writes on boxes, ways, badges and lines how many calls took them; on none of them while nothing is painted. */
  paint({ boxes, lines }) {
    const found = this.on ? this.#found : null;
    const known = new Map(boxes.map((box) => [box.id, box]));
    for (const box of boxes) {
      box.calls = found && (box.kind === "topic" ? this.#ofTopic(box) : this.#ofStep(found.taken.ofBox(box) || NONE));
      const came = box.kind === "topic" ? found?.taken.ofTopic(box) : found?.taken.ofBox(box)?.calls;
      for (const way of box.ways) way.count = found ? this.#counted(found.taken.ofWay(box, way), came) : "";
      for (const badge of box.badges) badge.count = found ? this.#counted(found.taken.ofBadge(box, badge), came) : "";
    }
    for (const line of lines) {
      const from = known.get(line.start);
      const calls = found && from ? sum(found.taken.ofLine(line, from)) : undefined;
      const came = from?.kind === "topic" ? found?.taken.ofTopic(from) : found && from && found.taken.ofBox(from)?.calls;
      line.count = from?.kind === "topic" ? "" : this.#counted(calls, came);
      line.weight = calls === undefined ? undefined : Math.min(1, calls / found.calls);
    }
  }

  /** What is written on a box; `told`: the same in sentences. */
  #ofStep({ calls, lost, ended, address }) {
    const { words } = this.graph;
    const all = this.#found.calls;
    const handed = ended.handed_off ?? 0;
    const told = [calls ? fill(words.calls_came, { count: number(calls), percent: percent(calls / all) }) : words.calls_nobody];
    if (lost) told.push(fill(words.calls_lost, { count: number(lost), percent: percent(lost / calls), how: this.how(ended) }));
    if (handed) told.push(fill(words.calls_handed, { count: number(handed), percent: percent(handed / calls) }));
    if (ended.line) told.push(fill(words.calls_ended, { count: number(ended.line), percent: percent(ended.line / calls) }));
    return {
      came: calls ? `${number(calls)} · ${percent(calls / all)}` : "0",
      lost: lost ? `${number(lost)} · ${percent(lost / calls)}` : "",
      handed: handed ? number(handed) : "",
      afar: `${percent(calls / all)}${lost ? `  −${percent(lost / calls)}` : ""}`,
      share: Math.min(1, calls / all),
      lostShare: Math.min(1, lost / all),
      address: Object.keys(ended).length ? address : "",
      told,
    };
  }

  #ofTopic(box) {
    const calls = this.#found.taken.ofTopic(box);
    const { words } = this.graph;
    return { came: calls ? number(calls) : "0", told: [calls ? fill(words.calls_came, { count: number(calls), percent: percent(calls / this.#found.calls) }) : words.calls_nobody] };
  }

  /** How calls were lost, in words, the most frequent first. */
  how(ended) {
    const { words } = this.graph;
    const ways = LOST.filter((one) => ended[one]).sort((one, other) => ended[other] - ended[one]);
    return ways.map((one) => `${words[`calls_how_${one}`]} ${number(ended[one])}`).join(words.list_comma);
  }

  /** A count and its share of those who came to the step; nothing where nobody went. */
  #counted(calls, came) {
    return calls ? `${number(calls)}${came ? ` · ${percent(Math.min(1, calls / came))}` : ""}` : "";
  }

  #summary() {
    const { calls, steps } = this.#found;
    const total = (of) => Object.values(steps).reduce((all, step) => all + of(step), 0);
    const lost = total((step) => step.lost);
    const handed = total(({ ended }) => ended.handed_off ?? 0);
    return fill(this.graph.words.calls_summary, { calls: number(calls), lost: number(lost), lost_percent: percent(lost / calls), handed: number(handed), handed_percent: percent(handed / calls) });
  }

  #say(text) {
    this.note.querySelector("[role=status]").textContent = text;
  }

  // ---- from one flow of the package to another, what is painted stays

  get #name() {
    return `calls:${this.graph.getAttribute("package")}`;
  }

  #remember() {
    if (this.on) sessionStorage.setItem(this.#name, JSON.stringify([this.span.value, this.version.value]));
    else sessionStorage.removeItem(this.#name);
  }

  #resume() {
    const given = new URLSearchParams(location.search);
    const kept = given.has("calls") ? [given.get("calls"), given.get("version")] : JSON.parse(sessionStorage.getItem(this.#name) ?? "null");
    if (!kept) return;
    for (const [menu, value] of [[this.span, kept[0]], [this.version, kept[1]]]) if ([...menu.options].some((option) => option.value === value)) menu.value = value;
    this.graph.addEventListener("settled", () => this.toggle(), { once: true });
  }
}

export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

const counts = new Intl.NumberFormat(document.documentElement.lang);

export function number(count) {
  return counts.format(count);
}

export function percent(share) {
  const whole = Math.round(100 * share);
  if (share > 0 && whole === 0) return "<1%";
  return `${share < 1 && whole === 100 ? 99 : whole}%`;
}
