// Owns what the package's conversations went through, painted on the drawing: which steps and ways on no test takes.
import { inQuiet } from "./graph-figures.js";

const TOPIC = "topic:";
const LOOKS_AGAIN = 4000; // milliseconds, for a workshop that is not there yet

export class Coverage {
  #asked = null;
  #found = null; // { steps, edges } as they were last played
  #revision = 0;
  #again = 0;

  constructor(graph) {
    this.graph = graph;
    this.button = document.getElementById("covered");
    this.note = document.getElementById("covered-note");
    this.button?.addEventListener("click", () => this.toggle());
  }

  get on() {
    return this.button?.getAttribute("aria-pressed") === "true";
  }

  toggle() {
    if (!this.button) return;
    this.button.setAttribute("aria-pressed", String(!this.on));
    this.note.hidden = !this.on;
    if (this.on) this.ask();
    else this.#stop();
    this.graph.draw(this.graph.base);
  }

  /** After a change the tests are played on what the draft says now; until then the figures of before stand. */
  changed(revision) {
    if (this.on && revision !== this.#revision) this.ask();
  }

  async ask() {
    const { words } = this.graph;
    this.#stop();
    this.#asked = new AbortController();
    this.#revision = this.graph.changes.revision;
    this.#say(words.covered_running);
    try {
      const options = { headers: { accept: "application/json" }, signal: this.#asked.signal };
      const response = await fetch(`/packages/${this.graph.getAttribute("package")}/tests/coverage?play=true`, options);
      const answer = response.ok ? await response.json() : { state: "trouble" };
      this.#found = answer.state === "played" ? found(answer) : null;
      this.#say(this.#found ? this.#summary(answer) : words[`covered_${answer.state}`]);
      if (answer.state === "no_workshop") this.#again = setTimeout(() => this.ask(), LOOKS_AGAIN);
      await this.graph.draw(this.graph.base);
    } catch (failure) {
      if (failure.name !== "AbortError") this.#say(words.covered_trouble);
    }
  }

  #stop() {
    clearTimeout(this.#again);
    this.#asked?.abort();
  }

  /** Writes on boxes, ways, badges and lines how often they were taken; on none of them while nothing is painted. */
  paint({ boxes, lines }) {
    const known = new Map(boxes.map((box) => [box.id, box]));
    for (const box of boxes) {
      const address = this.#address(box);
      box.times = this.#shows ? this.#found.steps[address] : undefined;
      for (const way of box.ways) way.times = this.#timesOf(box, way);
      for (const badge of box.badges) badge.times = badge.to ? sum(box.ways.filter(({ to }) => to === badge.to)) : undefined;
    }
    for (const line of lines) Object.assign(line, this.#ofLine(line, known.get(line.start)));
  }

  get #shows() {
    return this.on && this.#found !== null;
  }

  #address({ id, part, inner }) {
    const flow = part ?? this.graph.getAttribute("flow");
    return flow ? `${flow}/${inner ?? id}` : id;
  }

  #timesOf(box, { kind, label }) {
    if (!this.#shows) return undefined;
    const { edges, topics } = this.#found;
    return box.kind === "topic" ? topics.get(label) : edges.get(key(this.#address(box), kind, label));
  }

  /** A line stands for every way between its two ends. */
  #ofLine(line, from) {
    if (!this.#shows || !from) return { times: undefined, missed: 0 };
    const intent = line.end.split("/").at(-1).slice(TOPIC.length);
    const ways = line.kind === "topic" ? [{ times: this.#found.edges.get(key(this.#address(from), "hear", intent)) }] : from.ways.filter(({ to, kind }) => to === line.end && inQuiet(kind) === inQuiet(line.kind));
    return { times: sum(ways), missed: ways.filter(({ times }) => times === 0).length };
  }

  #summary({ steps, edges }) {
    const of = (list) => `${list.filter(Boolean).length} / ${list.length}`;
    const { words } = this.graph;
    return words.covered_summary.replace("{steps}", of(Object.values(steps))).replace("{ways}", of(edges.map(({ times }) => times)));
  }

  #say(text) {
    this.note.querySelector("[role=status]").textContent = text;
  }
}

function found({ steps, edges }) {
  const topics = new Map();
  for (const { kind, label, times } of edges) if (["hear", "topics"].includes(kind)) topics.set(label, (topics.get(label) ?? 0) + times);
  return { steps, edges: new Map(edges.map(({ step, kind, label, times }) => [key(step, kind, label), times])), topics };
}

function key(step, kind, label) {
  return JSON.stringify([step, kind, label]);
}

/** How often they were taken together; undefined where nothing is known of any. */
function sum(ways) {
  const known = ways.map(({ times }) => times).filter((times) => times !== undefined);
  return known.length ? known.reduce((one, other) => one + other, 0) : undefined;
}
