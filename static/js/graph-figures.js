// Owns the figures of a graph: how a box, its badges and a line look as SVG, and how large they are before they are placed.
import { callsFoot, FOOT, lineWords, measureCounted, thicken, withCount } from "./graph-calls-figures.js";
import { fitted, icon, rowsOf, svg, wide, words } from "./graph-ink.js";

const WIDTH = 232;
const PAD = 14;
const HEAD = 34;
const ROW = 18;
const CHIP = 22;
const FLAG = 28; // room above a box for the sign that calls begin here

const REMEMBERED = 20000;
const sizes = new Map();

/** Works out what a box shows and how large it is; once for each that says the same. */
export function measureBox(box) {
  const sized = JSON.stringify([box.kind, box.title, box.words, box.problems.length, box.entry, box.badges.length, box.kind === "topic" ? box.calls?.came : Boolean(box.calls)]);
  let size = sizes.get(sized);
  if (!size) {
    if (sizes.size > REMEMBERED) sizes.clear();
    sizes.set(sized, (size = sizeOf(box)));
  }
  Object.assign(box, size);
}

function sizeOf({ kind, title, words: said, problems, entry, badges, calls }) {
  if (kind === "topic") {
    const count = calls ? ` · ${calls.came}` : "";
    const label = fitted(title, "name", WIDTH - 2 * PAD - 22 - wide(count, "name")) + count;
    return { label, width: Math.ceil(wide(label, "name")) + 2 * PAD + 22, height: 34, above: 0 };
  }
  const rows = rowsOf(said, "words", WIDTH - 2 * PAD);
  const above = entry ? FLAG : 0;
  return {
    label: fitted(title, "name", WIDTH - 2 * PAD - 24 - (problems.length ? 22 : 0)),
    rows,
    width: WIDTH,
    above,
    height: above + HEAD + rows.length * ROW + badges.length * (CHIP + 4) + (rows.length || badges.length ? 10 : 4) + (calls ? FOOT : 0),
  };
}

/** Whether a way leads on because something went wrong, and not because the caller wanted it. */
export function inQuiet(kind) {
  return ["no_input", "no_match", "failed", "unavailable"].includes(kind);
}

/** Works out how much room the words of a line need. */
export function measureLine(line) {
  line.quiet = inQuiet(line.kind);
  line.label = line.words ? fitted(line.words, "line", 150) : "";
  measureCounted(line);
}

function chip(badge, y) {
  const text = withCount(badge, WIDTH - 2 * PAD - 32);
  const width = wide(text, "chip") + 32;
  const symbol = { needs: "lock", topics: "intents" }[badge.kind] ?? badge.kind;
  return svg(
    "g",
    { class: `chip chip-${badge.kind}${badge.times === 0 ? " missed" : ""}`, transform: `translate(${PAD - 4} ${y})` },
    svg("rect", { width, height: CHIP, rx: CHIP / 2 }),
    icon(symbol, 7, 4, 14),
    words(text, { x: 25, y: 15 }),
  );
}

function entryFlag(box) {
  const width = wide(box.entry, "chip") + 32;
  return svg(
    "g",
    { class: "entry", transform: `translate(0 ${-FLAG})` },
    svg("rect", { width, height: CHIP, rx: CHIP / 2 }),
    icon("calls", 7, 4, 14),
    words(box.entry, { x: 25, y: 15 }),
  );
}

function troubleSign(box) {
  const worst = box.problems.some(({ severity }) => severity === "error") ? "error" : "warning";
  return svg(
    "g",
    { class: `trouble trouble-${worst}`, transform: `translate(${box.width - PAD - 9} 17)` },
    svg("circle", { r: 9 }),
    words(String(box.problems.length), { "text-anchor": "middle", y: 4 }),
  );
}

/** What unfolds a part in place, and folds it again. */
function foldSign(box) {
  const x = box.width - PAD - 9 - (box.problems.length ? 24 : 0);
  return svg("g", { class: "fold", transform: `translate(${x} 17)` }, svg("circle", { r: 9 }), svg("path", { d: box.unfolded ? "M-4 0H4" : "M-4 0H4M0-4V4" }));
}

function classes({ times, mark }) {
  return `${times === 0 ? " missed" : ""}${mark ? ` mark-${mark}` : ""}`;
}

/** How often tests came here; where none did, in words. It hangs on the lower border. */
function timesSign(box, missed) {
  const text = box.times ? `${box.times}×` : missed;
  const width = wide(text, "chip") + 16;
  return svg(
    "g",
    { class: "times", transform: `translate(${box.width - width - 10} ${box.height - box.above - 9})` },
    svg("rect", { width, height: 18, rx: 9 }),
    words(text, { x: width / 2, y: 13, "text-anchor": "middle" }),
  );
}

/** How many comments nobody resolved, on the lower border; on the upper one where figures of calls stand below. */
function commentSign(box) {
  const text = String(box.comments);
  const width = wide(text, "chip") + 32;
  return svg(
    "g",
    { class: "comment-sign", transform: box.calls ? `translate(${box.width - width - 10} -9)` : `translate(12 ${box.height - box.above - 9})` },
    svg("rect", { width, height: 18, rx: 9 }),
    icon("ask", 7, 2, 14),
    words(text, { x: 24, y: 13 }),
  );
}

const SIGNS = { new: "+", changed: "≠", gone: "−" };

/** What became of a step between two saves, on the upper border. */
function markSign(box, said) {
  const text = `${SIGNS[box.mark]} ${said}`;
  const width = wide(text, "chip") + 16;
  return svg(
    "g",
    { class: "mark-sign", transform: `translate(${box.width - width - 10} -9)` },
    svg("rect", { width, height: 18, rx: 9 }),
    words(text, { x: width / 2, y: 13, "text-anchor": "middle" }),
  );
}

/** The figure of a box, around the top left corner of its body. `name` is what a screen reader says. */
export function boxFigure(box, name, said) {
  const figure = svg("g", { class: `box box-${box.kind}${box.part ? " box-part" : ""}${classes(box)}`, "data-id": box.id, tabindex: -1, role: "listitem", "aria-label": name });
  figure.append(svg("rect", { class: "body", width: box.width, height: box.height - box.above, rx: box.kind === "topic" ? 17 : 10 }));
  figure.append(icon({ topic: "intents", flow: "flows" }[box.kind] ?? box.kind, PAD - 2, box.kind === "topic" ? 9 : 10, 16));
  figure.append(words(box.label, { class: "box-name", x: PAD + 22, y: 22 }));
  (box.rows ?? []).forEach((row, index) => figure.append(words(row, { class: "box-words", x: PAD, y: HEAD + 12 + index * ROW })));
  const chipsFrom = HEAD + (box.rows?.length ?? 0) * ROW + 4;
  box.badges.forEach((badge, index) => figure.append(chip(badge, chipsFrom + index * (CHIP + 4))));
  if (box.flow && !box.part) figure.append(foldSign(box));
  if (box.problems.length) figure.append(troubleSign(box));
  if (box.entry) figure.append(entryFlag(box));
  if (box.times !== undefined) figure.append(timesSign(box, said.covered_missed));
  if (box.calls && box.kind !== "topic") figure.append(callsFoot(box, { width: box.width, bottom: box.height - box.above, pad: PAD }));
  if (box.comments) figure.append(commentSign(box));
  if (box.mark) figure.append(markSign(box, said[`mark_${box.mark}`]));
  return figure;
}

/** A smooth path through the bends of a line. */
function pathThrough(points) {
  const [first, ...rest] = points;
  let path = `M${first.x} ${first.y}`;
  rest.forEach((point, index) => {
    const before = points[index];
    const half = (point.x - before.x) / 2;
    path += `C${before.x + half} ${before.y} ${point.x - half} ${point.y} ${point.x} ${point.y}`;
  });
  return path;
}

/** A line leaves a box at its right side and arrives at the left one, at the height of its next bend. */
function tidyEnds(bend, from, to) {
  const points = [...bend];
  const [second, beforeLast] = [points[1], points.at(-2)];
  const level = (box, y) => Math.min(box.y + box.height / 2 - 14, Math.max(box.y - box.height / 2 + box.above + 14, y));
  if (second.x > from.x + from.width / 2) points[0] = { x: from.x + from.width / 2, y: level(from, second.y) };
  if (beforeLast.x < to.x - to.width / 2) points[points.length - 1] = { x: to.x - to.width / 2, y: level(to, beforeLast.y) };
  return points;
}

/** The figure of a line between two boxes, with its words. */
export function lineFigure(line, from, to) {
  const { bend } = line;
  const figure = svg("g", { class: `line${line.quiet ? " line-quiet" : ""} line-${line.kind}${classes(line)}`, "data-line": line.key });
  const d = pathThrough(tidyEnds(bend.points, from, to));
  figure.append(svg("path", { class: "line-reach", d }), thicken(svg("path", { class: "line-path", d, "marker-end": `url(#tip${line.quiet ? "-quiet" : ""})` }), line));
  figure.append(...lineWords(line, bend.x === undefined ? bend.points[Math.floor(bend.points.length / 2)] : bend));
  if (line.missed) figure.append(missedSign(bend.points, line.times === 0));
  return figure;
}

/** Where a line leaves its step: a ring when no test takes it, half of one when none takes some of what it stands for. */
function missedSign([first, second], whole) {
  const x = first.x + (second.x < first.x ? -11 : 11);
  return svg("g", { class: "missed-sign", transform: `translate(${x} ${first.y})` }, svg("circle", { r: 5 }), ...(whole ? [] : [svg("path", { d: "M0-5A5 5 0 0 1 0 5z" })]));
}

/** A box from afar: no words could be read there. */
export function coarseFigure(box, name) {
  const figure = svg("g", { class: `box box-coarse box-${box.kind}${classes(box)}`, "data-id": box.id, tabindex: -1, role: "listitem", "aria-label": name });
  figure.append(svg("rect", { class: "body", width: box.width, height: box.height - box.above, rx: box.kind === "topic" ? 17 : 10 }));
  figure.append(svg("rect", { class: "coarse-kind", x: 0, y: 0, width: 8, height: box.height - box.above, rx: 4 }));
  const middle = (box.height - box.above) / 2 + 10;
  figure.append(words(fitted(box.mark ? `${SIGNS[box.mark]} ${box.title}` : box.title, "afar", box.width - 28), { class: "coarse-name", x: 18, y: box.calls ? middle - 14 : middle }));
  if (box.calls) figure.append(words(box.calls.afar, { class: "coarse-calls", x: 18, y: middle + 16 }));
  if (box.problems.length) figure.append(troubleSign(box));
  return figure;
}

export function arrowTips() {
  const tip = (id, size) =>
    svg("marker", { id, viewBox: "0 0 8 8", refX: 7.5, refY: 4, markerUnits: "userSpaceOnUse", markerWidth: size, markerHeight: size, orient: "auto" }, svg("path", { d: "M0 .5 7.5 4 0 7.5z" }));
  const hatch = svg("pattern", { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, svg("path", { d: "M0 0V7" }));
  const lost = svg("pattern", { id: "lost-hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, svg("rect", { width: 5, height: 5 }), svg("path", { d: "M1 0V5" }));
  return svg("defs", {}, tip("tip", 11), tip("tip-quiet", 9), hatch, lost);
}
