// Owns what figures are drawn with: SVG elements, words that are measured and cut to fit, copies of the icons.

const NS = "http://www.w3.org/2000/svg";
const ROWS = 2;

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

export function wide(text, font) {
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
export function fitted(text, font, most) {
  if (wide(text, font) <= most) return text;
  let [kept, cut] = [0, text.length];
  while (cut - kept > 1) {
    const middle = (kept + cut) >> 1;
    if (wide(`${text.slice(0, middle)}…`, font) <= most) kept = middle;
    else cut = middle;
  }
  return `${text.slice(0, kept).trimEnd()}…`;
}

const PIECES = /[“‘（《]*[\u2e80-\uffef][，。！？、；：”’）》…]*|[^\s\u2e80-\uffef]+[，。！？、；：）》]*\s?|\s/g;

/** At most `ROWS` rows of text; Chinese breaks anywhere but before what closes and after what opens, other words at spaces. */
export function rowsOf(text, font, most) {
  const pieces = text.replace(/\s+/g, " ").match(PIECES) ?? [];
  const rows = [""];
  for (const piece of pieces) {
    if (rows.at(-1) && wide(rows.at(-1) + piece.trimEnd(), font) > most) rows.push("");
    rows[rows.length - 1] += piece;
  }
  if (rows.length > ROWS) rows.splice(ROWS - 1, rows.length, rows.slice(ROWS - 1).join(""));
  return rows.filter((row) => row.trim()).map((row) => fitted(row.trim(), font, most));
}

export function words(text, attributes, tag = "text") {
  const element = svg(tag, attributes);
  element.textContent = text;
  return element;
}

const symbols = new Map();

/** Reads the icons once; a figure gets copies of their shapes, which are drawn far sooner than references to another file. */
export async function loadIcons(sprite) {
  const text = await (await fetch(sprite)).text();
  for (const symbol of new DOMParser().parseFromString(text, "image/svg+xml").querySelectorAll("symbol")) symbols.set(symbol.id, symbol);
}

export function icon(name, x, y, size) {
  const symbol = symbols.get(name);
  const scale = size / (symbol?.viewBox.baseVal.width || 24);
  const shapes = [...(symbol?.children ?? [])].map((shape) => shape.cloneNode(true));
  return svg("g", { class: "figure-icon", transform: `translate(${x} ${y}) scale(${scale})` }, ...shapes);
}
