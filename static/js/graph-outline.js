// Owns the outline of a flow: the same steps as a list, in the order in which a call comes to them, for whoever hears or prefers it.
import { fill } from "./graph-drop-off.js";

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Boxes in the order of a call: from where calls begin, straight on first; what nothing leads to comes last. */
export function inOrder({ boxes }) {
  const known = new Map(boxes.map((box) => [box.id, box]));
  const found = new Set();
  const starts = [...boxes.filter(({ entry }) => entry), ...boxes.filter(({ kind }) => kind === "topic"), ...boxes];
  for (const start of starts) {
    const waiting = [start.id];
    while (waiting.length) {
      const id = waiting.pop();
      if (found.has(id) || !known.has(id)) continue;
      found.add(id);
      waiting.push(...known.get(id).ways.map(({ to }) => to).reverse());
    }
  }
  return [...found].map((id) => known.get(id));
}

export class Outline {
  constructor(graph) {
    this.graph = graph;
    this.place = document.getElementById("outline");
    this.button = document.getElementById("as-outline");
    this.button?.addEventListener("click", () => this.toggle());
    this.place?.addEventListener("focusin", (event) => {
      const id = event.target.closest("[data-id]")?.dataset.id;
      if (id) graph.scene.makeCurrent(id);
      if (id && !graph.chosen.has(id)) graph.choose([id]);
    });
    this.place?.addEventListener("keydown", (event) => this.#key(event));
    this.place?.addEventListener("click", (event) => {
      const to = event.target.closest("[data-to]")?.dataset.to;
      if (to) this.focus(to);
    });
  }

  get open() {
    return this.place && !this.place.hidden;
  }

  toggle() {
    this.place.hidden = this.open;
    this.graph.hidden = this.open;
    this.button.setAttribute("aria-pressed", String(this.open));
    if (!this.open) return this.graph.go(this.graph.scene.currentId);
    this.show();
    return this.focus(this.graph.scene.currentId);
  }

  focus(id) {
    this.place.querySelector(`.outline-step[data-id="${CSS.escape(id)}"]`)?.focus();
  }

  show() {
    if (!this.open) return;
    const here = document.activeElement?.closest?.("#outline [data-id]")?.dataset.id;
    this.place.replaceChildren(element("ol", { class: "outline-steps" }, ...inOrder(this.graph.scene.drawing).map((box) => this.#item(box))));
    if (here) this.focus(here);
  }

  #item(box) {
    const { words, boxes } = this.graph;
    const step = element("button", { type: "button", class: "outline-step", "data-id": box.id });
    step.append(element("span", { class: "quiet" }, words[`kind_${box.kind}`]), " ", element("b", {}, box.title));
    if (box.words) step.append(" ", element("span", {}, box.words));
    if (box.entry) step.append(" ", element("span", { class: "badge badge-accent" }, box.entry));
    if (box.problems.length) step.append(" ", element("span", { class: "badge badge-bad" }, ...box.problems.map(({ sentence }) => `${sentence} `)));
    if (box.calls) step.append(element("span", { class: "outline-calls" }, box.calls.told.join(" ")));
    const ways = box.ways.map((way) => {
      const leads = element("button", { type: "button", class: "way", "data-to": way.to }, element("span", { class: "quiet" }, way.words || words.next), element("span", {}, boxes.get(way.to)?.title ?? way.to));
      if (way.count) leads.append(element("span", { class: "badge" }, fill(words.calls_way, { count: way.count })));
      return element("li", {}, leads);
    });
    return element("li", {}, step, ...(ways.length ? [element("ul", { class: "ways", "aria-label": words.leads_to }, ...ways)] : []));
  }

  /** Up and down go from step to step; every other key does what it does on the drawing. */
  #key(event) {
    const step = event.target.closest(".outline-step");
    if (!step) return;
    const steps = [...this.place.querySelectorAll(".outline-step")];
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && !event.altKey) {
      event.preventDefault();
      steps[steps.indexOf(step) + by]?.focus();
    } else if (!event.key.startsWith("Arrow") || event.altKey) this.graph.keys.press(event, step.dataset.id);
  }
}
