// Owns the changes that are made on the canvas: drawn at once as they will be, saved one after the other, taken back.
import { post } from "./ask.js";

const ERRORS = ["no_input", "no_match", "failed", "unavailable"];
const DRAWN_AS = { hear: "intent", keys: "key", choose: "branch", results: "outcome" };

export class Changes {
  #waiting = Promise.resolve();
  #open = 0;

  /** `show(drawing, step)` draws; `took(shown, asked)` is told what was saved and when it was asked for, `failed(sentence)` what was not. */
  constructor({ base, flow, revision, words, show, took, failed }) {
    Object.assign(this, { base, revision, words, show, took, failed });
    this.query = `?flow=${encodeURIComponent(flow)}`;
  }

  /** Makes a change: what it will look like is shown before the server says so. */
  async make(change, drawing) {
    const guess = foreseen(structuredClone(bare(drawing)), change, this.words);
    this.expected = guess?.step ?? "";
    if (guess) this.show(guess.drawing, guess.step);
    return this.#ask("change", () => ({ revision: this.revision, change }));
  }

  /** Whether a change is under way that the server has not answered. */
  get busy() {
    return this.#open > 0;
  }

  undo() {
    return this.#ask("undo", () => ({ redo: false }));
  }

  redo() {
    return this.#ask("undo", () => ({ redo: true }));
  }

  async foretell(change) {
    const { status, answer } = await post(`${this.base}/consequences${this.query}`, { revision: this.revision, change });
    return status === 200 ? answer : null;
  }

  /** The drawing with its proofs, or as it is after somebody else's change. Not while one of ours is under way. */
  async refresh(proven = true) {
    if (this.#open) return;
    const asked = performance.now();
    const response = await fetch(`${this.base}/drawing${this.query}&proven=${proven}`, { headers: { accept: "application/json" } });
    if (!response.ok || this.#open) return;
    const shown = await response.json();
    this.revision = shown.revision;
    this.took(shown, asked);
  }

  /** One after the other: each change is made on what the one before it gave. */
  #ask(what, question) {
    this.#open += 1;
    const asked = this.#waiting.then(async () => {
      const began = performance.now();
      const { status, answer } = await post(`${this.base}/${what}${this.query}`, question());
      this.#open -= 1;
      if (status === 200) {
        this.revision = answer.revision;
        if (!this.#open) this.took(answer, began);
        return answer;
      }
      this.failed(answer?.error);
      await this.refresh();
      return null;
    });
    this.#waiting = asked;
    return asked;
  }
}

/** A drawing without the places and figures that it got on this page. */
function bare({ title, boxes, lines, elsewhere }) {
  const plain = ({ id, kind, title: name, words, lane, file, line, entry, flow, badges, ways, problems }) => ({
    id, kind, title: name, words, lane, file, line, entry, flow, badges, ways, problems,
  });
  return { title, boxes: boxes.map(plain), lines: lines.map(({ start, end, kind, words }) => ({ start, end, kind, words })), elsewhere };
}

/** What a change will make of a drawing: close enough to look at until the server has answered. */
export function foreseen(drawing, change, words) {
  const boxes = new Map(drawing.boxes.map((box) => [box.id, box]));
  const acts = {
    add: () => addStep(drawing, boxes, change, words),
    connect: () => leadWay(drawing, boxes, boxes.get(change.step), change.way, change.label ?? "", change.to) && change.step,
    rename: () => renameStep(drawing, boxes, change.step, change.new.trim()),
    delete: () => deleteSteps(drawing, boxes, change.steps, change.onward),
  };
  const step = acts[change.change]?.();
  return step === undefined || step === false ? null : { drawing, step };
}

function addStep(drawing, boxes, { kind, step, way, label }, words) {
  const from = boxes.get(step);
  let number = 1;
  while (boxes.has(`${kind}_${number}`)) number += 1;
  const id = `${kind}_${number}`;
  const before = from?.ways.find((one) => one.kind === way && one.label === (label ?? ""))?.to;
  const lane = from?.lane ?? "main";
  const box = { id, kind, title: id, words: words[`kind_${kind}`], lane, file: from?.file ?? "", line: 0, entry: "", flow: "", badges: [], ways: [], problems: [] };
  drawing.boxes.splice(from ? drawing.boxes.indexOf(from) + 1 : drawing.boxes.length, 0, box);
  boxes.set(id, box);
  if (from) leadWay(drawing, boxes, from, way, label ?? "", id);
  if (before && boxes.has(before) && !["hang_up", "return"].includes(kind)) {
    box.ways.push({ kind: "next", label: "", words: "", to: before, own: true });
    drawLine(drawing, boxes, id, before, "next", "");
  }
  return id;
}

function leadWay(drawing, boxes, from, kind, label, to) {
  if (!from || !boxes.has(to)) return false;
  const way = from.ways.find((one) => one.kind === kind && one.label === label);
  const quiet = ERRORS.includes(kind);
  if (way) {
    const old = way.to;
    way.to = to;
    if (!from.ways.some((one) => one.to === old && ERRORS.includes(one.kind) === quiet)) {
      drawing.lines = drawing.lines.filter((line) => !(line.start === from.id && line.end === old && ERRORS.includes(line.kind) === quiet));
      from.badges = from.badges.filter((badge) => badge.to !== old || from.ways.some((one) => one.to === old));
    }
  } else from.ways.push({ kind, label, words: "", to, own: true });
  drawLine(drawing, boxes, from.id, to, kind, way?.words ?? label);
  return true;
}

function drawLine(drawing, boxes, start, end, kind, words) {
  const ending = ["hand_off", "hang_up"].includes(boxes.get(end).kind);
  if (ending && boxes.get(start).lane === "main") boxes.get(start).badges.push({ kind: boxes.get(end).kind, words: words || end, to: end, flow: "" });
  else if (!drawing.lines.some((line) => line.start === start && line.end === end && ERRORS.includes(line.kind) === ERRORS.includes(kind))) {
    drawing.lines.push({ start, end, kind: DRAWN_AS[kind] ?? kind, words });
  }
}

function renameStep(drawing, boxes, old, name) {
  const box = boxes.get(old);
  if (!box || !name || boxes.has(name)) return false;
  Object.assign(box, { id: name, title: name });
  for (const line of drawing.lines) {
    if (line.start === old) line.start = name;
    if (line.end === old) line.end = name;
  }
  for (const each of drawing.boxes) {
    for (const way of each.ways) if (way.to === old) way.to = name;
    for (const badge of each.badges) if (badge.to === old) badge.to = name;
  }
  return name;
}

function deleteSteps(drawing, boxes, ids, onward) {
  const gone = new Set(ids);
  const after = (id) => {
    const seen = new Set();
    let here = id;
    while (gone.has(here) && !seen.has(here)) {
      seen.add(here);
      const ways = boxes.get(here)?.ways ?? [];
      here = (ways.find((way) => way.kind === "next") ?? ways[0])?.to;
    }
    return gone.has(here) ? undefined : here;
  };
  for (const box of drawing.boxes) {
    if (gone.has(box.id)) continue;
    for (const way of box.ways.filter(({ to }) => gone.has(to))) {
      const to = onward || after(way.to);
      if (to && boxes.has(to)) leadWay(drawing, boxes, box, way.kind, way.label, to);
    }
  }
  drawing.boxes = drawing.boxes.filter(({ id }) => !gone.has(id));
  drawing.lines = drawing.lines.filter(({ start, end }) => !gone.has(start) && !gone.has(end));
  return onward || after(ids[0]) || drawing.boxes[0]?.id;
}
