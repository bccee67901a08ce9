// Owns the figures of a graph: how a box, its badges and a line look as SVG, and how large they are before they are placed.

const NS = "http://www.w3.org/2000/svg";
const WIDTH = 232;
const PAD = 14;
const HEAD = 34;
const ROW = 18;
const CHIP = 22;
const ROWS = 2;
const FLAG = 28; // room above a box for the sign that calls begin here

const pen = document.createElement("canvas").getContext("2d");
const family = getComputedStyle(document.documentElement).getPropertyValue("--sans");
const FONT = { name: `600 13px ${family}`, words: `400 12.5px ${family}`, chip: `500 11.5px ${family}`, line: `500 11.5px ${family}`, afar: `600 28px ${family}` };

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const widths = new Map();
const REMEMBERED = 20000;

function wide(text, font) {
  const key = `${font} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    pen.font = FONT[font];
    width = pen.measureText(text).width;
    if (widths.size > REMEMBERED) widths.clear();
    widths.set(key, width);
  }
  return width;
}

/** The text, shortened with an ellipsis where it is wider than it may be. */
function fitted(text, font, most) {
  if (wide(text, font) <= most) return text;
  let [kept, cut] = [0, text.length];
  while (cut - kept > 1) {
    const middle = (kept + cut) >> 1;
    if (wide(`${text.slice(0, middle)}…`, font) <= most) kept = middle;
    else cut = middle;
  }
  return `${text.slice(0, kept).trimEnd()}…`;
}

/** At most `ROWS` rows of text; Chinese breaks anywhere, other words at spaces. */
function rowsOf(text, font, most) {
  const pieces = text.replace(/\s+/g, " ").match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s?|\s/g) ?? [];
  const rows = [""];
  for (const piece of pieces) {
    if (rows.at(-1) && wide(rows.at(-1) + piece.trimEnd(), font) > most) rows.push("");
    rows[rows.length - 1] += piece;
  }
  if (rows.length > ROWS) rows.splice(ROWS - 1, rows.length, rows.slice(ROWS - 1).join(""));
  return rows.filter((row) => row.trim()).map((row) => fitted(row.trim(), font, most));
}

const sizes = new Map();

/** Works out what a box shows and how large it is; once for each that says the same. */
export function measureBox(box) {
  const sized = JSON.stringify([box.kind, box.title, box.words, box.problems.length, box.entry, box.badges.length]);
  let size = sizes.get(sized);
  if (!size) {
    if (sizes.size > REMEMBERED) sizes.clear();
    sizes.set(sized, (size = sizeOf(box)));
  }
  Object.assign(box, size);
}

function sizeOf({ kind, title, words: said, problems, entry, badges }) {
  if (kind === "topic") {
    const label = fitted(title, "name", WIDTH - 2 * PAD - 22);
    return { label, width: Math.ceil(wide(label, "name")) + 2 * PAD + 22, height: 34, above: 0 };
  }
  const rows = rowsOf(said, "words", WIDTH - 2 * PAD);
  const above = entry ? FLAG : 0;
  return {
    label: fitted(title, "name", WIDTH - 2 * PAD - 24 - (problems.length ? 22 : 0)),
    rows,
    width: WIDTH,
    above,
    height: above + HEAD + rows.length * ROW + badges.length * (CHIP + 4) + (rows.length || badges.length ? 10 : 4),
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
  line.width = line.label ? Math.ceil(wide(line.label, "line")) + 12 : 0;
  line.height = line.label ? 20 : 0;
}

function words(text, attributes) {
  const element = svg("text", attributes);
  element.textContent = text;
  return element;
}

const symbols = new Map();

/** Reads the icons once; a figure gets copies of their shapes, which are drawn far sooner than references to another file. */
export async function loadIcons(sprite) {
  const text = await (await fetch(sprite)).text();
  for (const symbol of new DOMParser().parseFromString(text, "image/svg+xml").querySelectorAll("symbol")) symbols.set(symbol.id, symbol);
}

function icon(name, x, y, size) {
  const symbol = symbols.get(name);
  const scale = size / (symbol?.viewBox.baseVal.width || 24);
  const shapes = [...(symbol?.children ?? [])].map((shape) => shape.cloneNode(true));
  return svg("g", { class: "figure-icon", transform: `translate(${x} ${y}) scale(${scale})` }, ...shapes);
}

function chip(badge, y) {
  const text = fitted(badge.words, "chip", WIDTH - 2 * PAD - 32);
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

/** How many comments nobody resolved, on the lower border. */
function commentSign(box) {
  const text = String(box.comments);
  const width = wide(text, "chip") + 32;
  return svg(
    "g",
    { class: "comment-sign", transform: `translate(12 ${box.height - box.above - 9})` },
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
  figure.append(svg("path", { class: "line-reach", d }), svg("path", { class: "line-path", d, "marker-end": `url(#tip${line.quiet ? "-quiet" : ""})` }));
  if (line.label) {
    const at = bend.x === undefined ? bend.points[Math.floor(bend.points.length / 2)] : bend;
    figure.append(svg("rect", { x: at.x - line.width / 2, y: at.y - 10, width: line.width, height: 20, rx: 6 }));
    figure.append(words(line.label, { x: at.x, y: at.y + 4, "text-anchor": "middle" }));
  }
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
  figure.append(words(fitted(box.mark ? `${SIGNS[box.mark]} ${box.title}` : box.title, "afar", box.width - 28), { class: "coarse-name", x: 18, y: (box.height - box.above) / 2 + 10 }));
  if (box.problems.length) figure.append(troubleSign(box));
  return figure;
}

export function arrowTips() {
  const tip = (id) =>
    svg("marker", { id, viewBox: "0 0 8 8", refX: 7.5, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, svg("path", { d: "M0 .5 7.5 4 0 7.5z" }));
  const hatch = svg("pattern", { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, svg("path", { d: "M0 0V7" }));
  return svg("defs", {}, tip("tip"), tip("tip-quiet"), hatch);
}
