// Owns where everything of a drawing stands: sizes are measured, the worker is asked, layouts are kept by what they are of.
import { measureBox, measureLine } from "./graph-figures.js";

const KEPT = 12;
const PREFIX = "graph-layout:";

/** A worker that lays out one question after the other; it starts before there is anything to ask. */
export class Placing {
  #worker;
  #asked = new Map();
  #number = 0;

  constructor(address) {
    this.#worker = new Worker(address, { type: "module" });
    this.#worker.onmessage = ({ data: { number, answer } }) => {
      this.#asked.get(number)?.(answer);
      this.#asked.delete(number);
    };
  }

  /** Measures what a drawing holds and finds a place for it. Boxes get `x`, `y`, lines a `bend`. */
  async place({ boxes, lines }) {
    const known = new Map(boxes.map((box) => [box.id, box]));
    boxes.forEach(measureBox);
    lines.forEach((line, index) => {
      measureLine(line);
      line.key = index;
    });
    const lane = (name) => ({
      boxes: boxes.filter((box) => box.lane === name).map(({ id, width, height, entry, kind }) => ({ id, width, height, later: entry ? 0 : kind === "topic" ? 2 : 1 })),
      lines: lines
        .filter(({ start, end }) => known.get(start)?.lane === name && known.get(end)?.lane === name)
        .map(({ key, start, end, width, height, quiet }) => ({ key, start, end, width, height, quiet })),
    });
    const layout = await this.#ask({ lanes: [lane("main"), lane("endings")] });
    for (const box of boxes) Object.assign(box, layout.places[box.id]);
    for (const line of lines) line.bend = layout.bends[line.key] ?? across(known.get(line.start), known.get(line.end));
    return layout;
  }

  async #ask(question) {
    const name = PREFIX + contentName(JSON.stringify(question));
    const kept = sessionStorage.getItem(name);
    if (kept) return JSON.parse(kept);
    const layout = await new Promise((resolve) => {
      this.#asked.set(++this.#number, resolve);
      this.#worker.postMessage({ number: this.#number, question });
    });
    keep(name, JSON.stringify(layout));
    return layout;
  }
}

/** A line from one lane to the other. */
function across(from, to) {
  return { points: [{ x: from.x + from.width / 2, y: from.y }, { x: to.x - to.width / 2, y: to.y }] };
}

/** A name for a text by its content: 53 bits, for a cache of this tab alone. */
function contentName(text) {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}

function keep(name, text) {
  try {
    const names = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
    for (const old of names.slice(0, Math.max(0, names.length - KEPT))) sessionStorage.removeItem(old);
    sessionStorage.setItem(name, text);
  } catch {
    // no room, or none allowed: it is laid out anew next time
  }
}
