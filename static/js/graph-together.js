// Owns what of others shows on the canvas: comments on steps, where this person is for them, and saves that came meanwhile.
import { restore } from "./kept-words.js";

const RESTS = 220; // milliseconds on one step, so that walking over many asks for none

export class Together {
  #timer = 0;
  #shown = "";
  #others = new Map(); // a step -> who else is there
  #counted = new Map(); // a step -> how many comments it has since when

  constructor(graph) {
    this.graph = graph;
    this.place = document.createElement("div");
    this.place.className = "comments-place";
    document.body.addEventListener("comments-changed", (event) => this.#count(event.detail));
    document.body.addEventListener("draft-at", (event) => this.#catchUp(event.detail.revision));
    document.body.addEventListener("htmx:configRequest", (event) => {
      if (event.detail.elt.id === "present") Object.assign(event.detail.parameters, this.#here());
    });
    document.body.addEventListener("htmx:afterSettle", (event) => event.detail?.target?.id === "present" && this.#meet(event.detail.target));
  }

  /** The comments of a step, in a place of their own that stays while the same step is shown. */
  of(box) {
    const there = box.kind !== "topic" && !box.opens && !box.part && !this.graph.comparing;
    if (!there) this.#clear();
    else if (this.#shown !== box.id) {
      this.#clear();
      this.#shown = box.id;
      this.#timer = setTimeout(() => this.#load(box.id), RESTS);
    }
    return this.place;
  }

  /** Who else is at a step, as the frame of the page says. */
  at({ id, part }) {
    return part ? [] : (this.#others.get(id) ?? []);
  }

  #meet(place) {
    const before = JSON.stringify([...this.#others]);
    this.#others = new Map();
    for (const { dataset } of place.querySelectorAll("[data-who]")) {
      if (dataset.flow === this.graph.getAttribute("flow")) this.#others.set(dataset.step, [...(this.#others.get(dataset.step) ?? []), dataset.who]);
    }
    if (JSON.stringify([...this.#others]) !== before) this.graph.draw(this.graph.base);
  }

  /** Writes on each box how many open comments it has. */
  paint({ boxes }) {
    const counts = this.graph.shown?.comments ?? {};
    this.graph.scene.mark({ others: new Set(this.#others.keys()) });
    for (const box of boxes) box.others = this.at(box);
    for (const box of boxes) box.comments = box.part ? 0 : (counts[box.id] ?? 0);
  }

  #clear() {
    clearTimeout(this.#timer);
    this.#shown = "";
    this.place.replaceChildren();
  }

  async #load(id) {
    const query = `?flow=${encodeURIComponent(this.graph.getAttribute("flow"))}&step=${encodeURIComponent(id)}`;
    const response = await fetch(`${this.graph.getAttribute("graph")}/comments${query}`, { headers: { "hx-request": "true" } });
    if (!response.ok || this.#shown !== id) return;
    const holder = document.createElement("template");
    holder.innerHTML = await response.text();
    this.place.replaceChildren(holder.content);
    restore(this.place);
    window.htmx.process(this.place);
  }

  /** A drawing with the comments that were written or resolved after it was asked for: proofs take their time. */
  current(drawing, asked) {
    for (const [step, { count, at }] of this.#counted) if (at > asked) drawing.comments = { ...drawing.comments, [step]: count };
    return drawing;
  }

  #count({ step, count }) {
    this.#counted.set(step, { count, at: performance.now() });
    this.graph.shown.comments = { ...this.graph.shown.comments, [step]: count };
    this.graph.draw(this.graph.base);
  }

  #here() {
    const [step] = this.graph.chosen;
    return { flow: this.graph.getAttribute("flow"), step: step && this.graph.boxes.get(step)?.kind !== "topic" ? step : "" };
  }

  /** Somebody saved since: the drawing follows, unless a change of ours is on its way. */
  #catchUp(revision) {
    const { changes, comparing } = this.graph;
    if (!comparing && changes && revision > changes.revision && !changes.busy) changes.refresh(false);
  }
}
