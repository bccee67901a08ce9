// Owns what of a drawing is on the screen: figures for what is in view, made when it comes there, kept while it stays the same.
import { arrowTips, boxFigure, coarseFigure, lineFigure } from "./graph-figures.js";
import { svg } from "./graph-ink.js";
import { View } from "./graph-view.js";

const AROUND = 0.5; // of the screen's size, on each side, is drawn beyond what is seen

export class Scene {
  #lanes = svg("g", { class: "lane", "aria-hidden": "true" });
  #lines = svg("g", { "aria-hidden": "true" });
  #boxes = svg("g", { role: "list" });
  #over = svg("g", { class: "over" });
  #shown = new Map(); // id -> { signature, figure }
  #shownLines = new Map();
  #seen = null; // the rectangle that figures were made for
  #coarse = false;

  constructor(host, { words, label }) {
    this.words = words;
    this.#boxes.setAttribute("aria-label", label);
    const world = svg("g", { class: "world" }, this.#lanes, this.#lines, this.#boxes, this.#over);
    this.frame = svg("svg", { class: "drawing" }, arrowTips(), world);
    host.append(this.frame);
    this.view = new View(this.frame, world, () => this.#look());
  }

  /** What lies over the drawing: handles, a line that is being drawn. */
  get over() {
    return this.#over;
  }

  get current() {
    return this.boxes?.get(this.currentId);
  }

  /** Shows a drawing whose boxes and lines have their places. What is the same as before keeps its figure, and the focus. */
  show(drawing, layout) {
    this.drawing = drawing;
    Object.assign(this, { width: layout.width, height: layout.height });
    this.boxes = new Map(drawing.boxes.map((box) => [box.id, box]));
    for (const line of drawing.lines) this.#measure(line);
    if (!this.boxes.has(this.currentId)) this.currentId = drawing.boxes.find((box) => box.kind !== "topic")?.id;
    this.#drawLanes(layout.laneTops[1]);
    this.#seen = null;
    this.#look();
  }

  /** The figure of a box, made if it is not in view. */
  figure(id) {
    const box = this.boxes.get(id);
    return box && (this.#shown.get(id)?.figure ?? this.#put(box));
  }

  /** Which box Tab comes to; it always has a figure. */
  makeCurrent(id) {
    if (id === this.currentId && this.#shown.get(id)?.figure.getAttribute("tabindex") === "0") return;
    this.#shown.get(this.currentId)?.figure.setAttribute("tabindex", -1);
    this.currentId = id;
    this.figure(id)?.setAttribute("tabindex", 0);
  }

  /** Marks boxes (and a line) with classes: `marks` is class -> ids. Figures that are made later are marked too. */
  mark(marks) {
    this.marks = { ...this.marks, ...marks };
    for (const [id, { figure }] of this.#shown) this.#marked(figure, id);
  }

  #marked(figure, id) {
    for (const [name, ids] of Object.entries(this.marks ?? {})) figure.classList.toggle(name, ids.has(id));
  }

  markLine(line) {
    this.line = line;
    for (const { figure, line: shown } of this.#shownLines.values()) figure.classList.toggle("selected", shown === line);
  }

  spoken(box) {
    const parts = [this.words[`kind_${box.kind}`], box.title];
    if (box.entry) parts.push(box.entry);
    if (box.words) parts.push(box.words);
    parts.push(...box.badges.map(({ words }) => words));
    parts.push(...box.problems.map(({ sentence }) => sentence));
    if (box.others?.length) parts.push(this.words.also_here.replace("{names}", box.others.join(", ")));
    if (box.comments) parts.push(this.words.comments_open.replace("{count}", box.comments));
    if (box.mark) parts.push(this.words[`mark_${box.mark}`]);
    if (box.times !== undefined) parts.push(box.times ? this.words.covered_times.replace("{count}", box.times) : this.words.covered_missed);
    if (box.calls) parts.push(...box.calls.told);
    return parts.join(". ");
  }

  // ---- what is in view ----

  #look() {
    if (!this.drawing) return;
    const coarse = this.view.far;
    const view = this.view.seen();
    if (this.#seen && this.#coarse === coarse && inside(view, this.#seen)) return;
    this.#coarse = coarse;
    this.#seen = grown(view, AROUND);
    this.#drawBoxes();
    this.#drawLines();
  }

  #drawBoxes() {
    const wanted = this.drawing.boxes.filter((box) => box.id === this.currentId || touches(box, this.#seen));
    const kept = new Set(wanted.map(({ id }) => id));
    for (const [id, { figure }] of this.#shown) {
      if (kept.has(id)) continue;
      figure.remove();
      this.#shown.delete(id);
    }
    const focused = this.#boxes.contains(document.activeElement) && document.activeElement;
    for (const box of wanted) this.#put(box);
    let next = this.#boxes.firstChild;
    for (const box of wanted) {
      const { figure } = this.#shown.get(box.id);
      if (figure === next) next = next.nextSibling;
      else this.#boxes.insertBefore(figure, next);
    }
    if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true }); // it was moved
  }

  #put(box) {
    const coarse = this.#coarse && box.id !== this.currentId && box.kind !== "topic";
    const signature = `${coarse} ${JSON.stringify([box.kind, box.label, box.rows, box.badges, box.problems, box.times, box.calls, box.comments, box.others, box.mark, box.entry, box.width, box.height, box.unfolded, box.part])}`;
    let shown = this.#shown.get(box.id);
    let figure = shown?.figure;
    if (shown?.signature !== signature) {
      figure = coarse ? coarseFigure(box, this.spoken(box)) : boxFigure(box, this.spoken(box), this.words);
      if (shown) figure = become(shown.figure, figure);
      else this.#boxes.insertBefore(figure, this.#after(box));
      shown = { signature, figure, place: shown?.place };
      this.#shown.set(box.id, shown);
    }
    const place = `translate(${box.x - box.width / 2} ${box.y - box.height / 2 + box.above})`;
    if (shown.place !== place) figure.setAttribute("transform", (shown.place = place)); // the same again would be laid out again
    const tab = box.id === this.currentId ? "0" : "-1";
    if (figure.getAttribute("tabindex") !== tab) figure.setAttribute("tabindex", tab);
    this.#marked(figure, box.id);
    return figure;
  }

  /** The figure before which that of a box stands, so that they are read in the order of the text. */
  #after(box) {
    const { boxes } = this.drawing;
    for (let index = boxes.indexOf(box) + 1; index < boxes.length; index += 1) {
      const figure = this.#shown.get(boxes[index].id)?.figure;
      if (figure?.parentNode) return figure;
    }
    return null;
  }

  #drawLines() {
    const shown = new Map();
    for (const line of this.drawing.lines) {
      if (!line.reach || !meets(line.reach, this.#seen)) continue;
      const [from, to] = [this.boxes.get(line.start), this.boxes.get(line.end)];
      const signature = (line.signature ??= JSON.stringify([line.start, line.end, line.kind, line.label, line.bend, line.key, line.times, line.missed, line.count, line.weight, line.mark, from.x, from.y, to.x, to.y]));
      const figure = this.#shownLines.get(signature)?.figure ?? lineFigure(line, from, to);
      figure.classList.toggle("selected", line === this.line);
      shown.set(signature, { figure, line });
    }
    for (const [signature, { figure }] of this.#shownLines) if (!shown.has(signature)) figure.remove();
    for (const { figure } of shown.values()) if (!figure.parentNode) this.#lines.append(figure);
    this.#shownLines = shown;
  }

  /** How far a line reaches, worked out once for each drawing; and that its figure is looked for anew. */
  #measure(line) {
    const [from, to] = [this.boxes.get(line.start), this.boxes.get(line.end)];
    line.signature = undefined;
    line.reach = from && to ? around([from, ...line.bend.points, to]) : null;
  }

  /** The rule and the name above the lane of the endings. */
  #drawLanes(top) {
    this.#lanes.replaceChildren();
    if (!this.drawing.boxes.some((box) => box.lane === "endings")) return;
    const name = svg("text", { x: 32, y: top + 4 });
    name.textContent = this.words.lane_endings;
    this.#lanes.append(svg("line", { x1: 32, x2: Math.max(this.width, 480) - 32, y1: top - 18, y2: top - 18 }), name);
  }
}

function touches(box, { left, top, right, bottom }) {
  return box.x + box.width / 2 >= left && box.x - box.width / 2 <= right && box.y + box.height / 2 >= top && box.y - box.height / 2 <= bottom;
}

/** A figure looks like another from now on, and stays itself: it keeps the focus. */
function become(figure, other) {
  figure.replaceChildren(...other.childNodes);
  for (const name of ["class", "aria-label"]) figure.setAttribute(name, other.getAttribute(name));
  return figure;
}

function around(points) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  return { left, top, right, bottom };
}

function meets(one, other) {
  return one.right >= other.left && one.left <= other.right && one.bottom >= other.top && one.top <= other.bottom;
}

function inside(inner, outer) {
  return inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom;
}

function grown({ left, top, right, bottom }, share) {
  const [x, y] = [(right - left) * share, (bottom - top) * share];
  return { left: left - x, right: right + x, top: top - y, bottom: bottom + y };
}
