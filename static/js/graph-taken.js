// Owns how often steps and edges were taken, by what stands for them on the drawing: a box, one of its ways, a badge or a line.
import { inQuiet } from "./graph-figures.js";

const TOPIC = "topic:";

export class Taken {
  #edges = new Map();
  #topics = new Map(); // by intent, from wherever it was heard

  /** `steps`: by full address. `edges`: each with its step, kind and label, and how often it was taken. `missing`: of one that is not among them.
   * `reasons`: how often each intent was heard at all, where that is more exact than the sum of its edges. */
  constructor(flow, { steps, edges, missing, reasons }) {
    Object.assign(this, { flow, steps, missing });
    for (const { step, kind, label, times } of edges) {
      this.#edges.set(key(step, kind, label), times);
      if (!reasons && ["hear", "topics"].includes(kind)) this.#topics.set(label, (this.#topics.get(label) ?? 0) + times);
    }
    for (const { intent, times } of reasons ?? []) this.#topics.set(intent, times);
  }

  /** The full address of the step that a box stands for. */
  address({ id, part, inner }) {
    const flow = part ?? this.flow;
    return flow ? `${flow}/${inner ?? id}` : id;
  }

  ofBox(box) {
    return this.steps[this.address(box)] ?? this.missing;
  }

  ofTopic({ id }) {
    return this.#topics.get(id.split("/").at(-1).slice(TOPIC.length)) ?? this.missing;
  }

  ofWay(box, { kind, label }) {
    return (box.kind === "topic" ? this.#topics.get(label) : this.#edges.get(key(this.address(box), kind, label))) ?? this.missing;
  }

  ofBadge(box, { to }) {
    return to ? sum(box.ways.filter((way) => way.to === to).map((way) => this.ofWay(box, way))) : undefined;
  }

  /** A line stands for every way between its two ends: how often each of them was taken. */
  ofLine(line, from) {
    if (!from) return [];
    if (line.kind === "topic") return [this.#edges.get(key(this.address(from), "hear", line.end.split("/").at(-1).slice(TOPIC.length))) ?? this.missing];
    return from.ways.filter(({ to, kind }) => to === line.end && inQuiet(kind) === inQuiet(line.kind)).map((way) => this.ofWay(from, way));
  }
}

function key(step, kind, label) {
  return JSON.stringify([step, kind, label]);
}

/** How often they were taken together; undefined where nothing is known of any. */
export function sum(times) {
  const known = times.filter((one) => one !== undefined);
  return known.length ? known.reduce((one, other) => one + other, 0) : undefined;
}
