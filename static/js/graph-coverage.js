// Owns what the package's conversations went through, painted on the drawing: which steps and ways on no test takes.
import { sum, Taken } from "./graph-taken.js";

const LOOKS_AGAIN = 4000; // milliseconds, for a workshop that is not there yet

export class Coverage {
  #asked = null;
  #found = null; // as they were last played
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
    if (this.on) {
      this.graph.dropOff.leave();
      this.ask();
    } else this.#stop();
    this.graph.draw(this.graph.base);
  }

  /** Something else is painted. */
  leave() {
    if (this.on) this.toggle();
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
      this.#found = answer.state === "played" ? new Taken(this.graph.getAttribute("flow"), answer) : null;
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
    const taken = this.on ? this.#found : null;
    const known = new Map(boxes.map((box) => [box.id, box]));
    for (const box of boxes) {
      box.times = taken?.ofBox(box);
      for (const way of box.ways) way.times = taken?.ofWay(box, way);
      for (const badge of box.badges) badge.times = taken?.ofBadge(box, badge);
    }
    for (const line of lines) {
      const times = taken?.ofLine(line, known.get(line.start)) ?? [];
      Object.assign(line, { times: sum(times), missed: times.filter((one) => one === 0).length });
    }
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
