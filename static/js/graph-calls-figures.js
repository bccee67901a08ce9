// Owns how figures of calls look on a drawing: a foot on each box, a count on each line, and how thick a line is.
import { fitted, icon, svg, wide, words } from "./graph-ink.js";

/** How much higher a box is that says how many calls came to it. */
export const FOOT = 28;

const BAR = 4;
const HIGH = 20;
const THINNEST = 1.2;
const THICKEST = 6;

/** How many came, what share of all; how many were lost or handed over; and both as a bar, the lost part of it hatched. */
export function callsFoot({ calls }, { width, bottom, pad }) {
  const top = bottom - FOOT;
  const figure = svg("g", { class: `calls-foot${calls.lost ? " calls-lossy" : ""}` });
  figure.append(svg("line", { class: "calls-rule", x1: 0, x2: width, y1: top, y2: top }));
  figure.append(words(calls.came, { class: "calls-came", x: pad, y: top + 15 }));
  let right = width - pad;
  for (const [name, text] of [["hand_off", calls.handed], ["hang-up", calls.lost]]) {
    if (!text) continue;
    right -= wide(text, "chip");
    figure.append(words(text, { class: `calls-${name}`, x: right, y: top + 15 }), icon(name, right - 16, top + 4, 13));
    right -= 26;
  }
  const long = width - 2 * pad;
  figure.append(svg("rect", { class: "calls-all", x: pad, y: bottom - BAR - 3, width: long, height: BAR, rx: BAR / 2 }));
  figure.append(svg("rect", { class: "calls-part", x: pad, y: bottom - BAR - 3, width: long * calls.share, height: BAR, rx: BAR / 2 }));
  if (calls.lostShare) figure.append(svg("rect", { class: "calls-gone", x: pad + long * (calls.share - calls.lostShare), y: bottom - BAR - 3, width: long * calls.lostShare, height: BAR }));
  return figure;
}

/** The words of a badge, and how many went there, which is never cut off. */
export function withCount({ words: said, count }, most) {
  if (!count) return fitted(said, "chip", most);
  const end = ` · ${count}`;
  return fitted(said, "chip", most - wide(end, "chip")) + end;
}

/** Works out how much room the words of a line and its count need, beside each other: lines lie too near for two rows. */
export function measureCounted(line) {
  line.said = [line.label, line.count].filter(Boolean).join(" · ");
  line.width = line.said ? Math.ceil(wide(line.label, "line") + wide(line.label && line.count ? " · " : "", "line") + wide(line.count ?? "", "name")) + 12 : 0;
  line.height = line.said ? HIGH : 0;
}

/** The words of a line and its count, around a place on it. */
export function lineWords({ said, label, count, width }, { x, y }) {
  if (!said) return [];
  const text = words(label && count ? `${label} · ` : label, { x, y: y + 4, "text-anchor": "middle" });
  if (count) text.append(words(count, { class: "line-count" }, "tspan"));
  return [svg("rect", { x: x - width / 2, y: y - HIGH / 2, width, height: HIGH, rx: 6 }), text];
}

/** A line is the thicker, the more of all calls took it; as ever where that is not shown. */
export function thicken(path, { weight }) {
  if (weight !== undefined) path.style.strokeWidth = (THINNEST + (THICKEST - THINNEST) * weight).toFixed(2);
  return path;
}
