// Owns where everything of a drawing stands: sizes are measured, the worker is asked, layouts are kept by what they are of; and
// until the worker has answered, a change stands near to where things were.
import { measureBox, measureLine } from "./graph-figures.js";

const KEPT = 12;
const BESIDE = 64; // between a step and one that comes after it
const PREFIX = "graph-layout:";

/** A worker that lays out one question after the other; it starts before there is anything to ask. */
export class Placing {
  #worker;
  #asked = new Map();
  #number = 0;
  #kept = new Map(); // question -> layout, the newest last
  #last = null; // what was placed last, and how

  constructor(address) {
    this.#worker = new Worker(address, { type: "module" });
    this.#worker.onmessage = ({ data: { number, answer } }) => {
      this.#asked.get(number)?.(answer);
      this.#asked.delete(number);
    };
  }

  /** Measures what a drawing holds and finds a place for it. Boxes get `x`, `y`, lines a `bend`. */
  async place(drawing) {
    const layout = await this.#ask(this.#question(drawing));
    return this.#put(drawing, layout);
  }

  /** A place for everything at once, without the worker: the layout where it is known, else near to where things stood before.
   * Null where nothing was placed yet; `settled` says whether it is the layout itself. */
  sketch(drawing) {
    const known = this.#kept.get(this.#question(drawing));
    if (known) return { ...this.#put(drawing, known), settled: true };
    return this.#last && { ...this.#near(drawing), settled: false };
  }

  /** What the worker is asked: sizes, and lines within each lane. */
  #question({ boxes, lines }) {
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
    return JSON.stringify({ lanes: [lane("main"), lane("endings")] });
  }

  #put({ boxes, lines }, layout) {
    const known = new Map(boxes.map((box) => [box.id, box]));
    for (const box of boxes) Object.assign(box, layout.places[box.id]);
    for (const line of lines) line.bend = layout.bends[line.key] ?? across(known.get(line.start), known.get(line.end));
    this.#last = { layout, boxes: known, lines: new Map(lines.map((line) => [ends(line), line])) };
    return layout;
  }

  /** Every box where it stood, a new one beside what leads to it, changed lines straight; good for as long as the worker takes. */
  #near({ boxes, lines }) {
    const { layout, boxes: before, lines: bends } = this.#last;
    const byPlace = new Map([...before.values()].filter(({ line }) => line).map((box) => [`${box.file}:${box.line}`, box]));
    const now = new Map(boxes.map((box) => [box.id, box]));
    for (const box of boxes) {
      const old = before.get(box.id) ?? (box.line && byPlace.get(`${box.file}:${box.line}`));
      if (old) Object.assign(box, { x: old.x, y: old.y });
    }
    for (const box of boxes.filter(({ x }) => x === undefined)) {
      const from = now.get(lines.find(({ end }) => end === box.id)?.start);
      const [x, y] = from?.x === undefined ? [box.width, layout.height + box.height] : [from.x + from.width / 2 + BESIDE + box.width / 2, from.y + from.height / 2];
      Object.assign(box, { x, y });
    }
    const stayed = (id) => before.get(id)?.x === now.get(id)?.x && before.get(id)?.y === now.get(id)?.y;
    for (const line of lines) {
      const old = bends.get(ends(line));
      line.bend = old && stayed(line.start) && stayed(line.end) ? old.bend : across(now.get(line.start), now.get(line.end));
    }
    return layout;
  }

  async #ask(question) {
    const known = this.#kept.get(question);
    if (known) return known;
    const name = PREFIX + contentName(question);
    const stored = sessionStorage.getItem(name);
    const layout = stored ? JSON.parse(stored) : await this.#lay(question);
    this.#kept.set(question, layout);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value);
    if (!stored) whenIdle(() => keep(name, JSON.stringify(layout)));
    return layout;
  }

  #lay(question) {
    return new Promise((resolve) => {
      this.#asked.set(++this.#number, resolve);
      this.#worker.postMessage({ number: this.#number, question });
    });
  }
}

/** Which line it is, whatever the words on it. */
function ends({ start, end, quiet }) {
  return `${start} ${end} ${quiet}`;
}

const whenIdle = window.requestIdleCallback ?? ((act) => setTimeout(act, 200));

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
