// Owns unfolding: the steps of a sub-flow shown in place, between the step that calls it and where each outcome leads.

export class Parts {
  #open = new Map(); // the step that calls -> the drawing of what it calls

  constructor(graph) {
    this.graph = graph;
  }

  isOpen(id) {
    return this.#open.has(id);
  }

  async toggle(box) {
    if (!box?.flow || box.part) return;
    if (this.#open.has(box.id)) this.#open.delete(box.id);
    else await this.#fetch(box.id, box.flow);
    await this.graph.draw(this.graph.base);
    this.graph.say(this.graph.words[this.isOpen(box.id) ? "unfolded" : "folded"].replace("{step}", box.title));
  }

  /** After a save, what is unfolded is asked for anew. */
  async refresh() {
    const { boxes } = this.graph.base;
    await Promise.all([...this.#open.keys()].map((id) => this.#fetch(id, boxes.find((box) => box.id === id)?.flow)));
    if (this.#open.size) await this.graph.draw(this.graph.base);
  }

  async #fetch(id, flow) {
    this.#open.delete(id);
    if (!flow) return;
    const response = await fetch(`${this.graph.getAttribute("graph")}/drawing?flow=${encodeURIComponent(flow)}&proven=false`, { headers: { accept: "application/json" } });
    if (response.ok) this.#open.set(id, (await response.json()).drawing);
  }

  /** The drawing with the steps of every unfolded part in it. */
  unfold(drawing) {
    let { boxes, lines } = drawing;
    for (const [id, part] of this.#open) {
      const caller = boxes.find((box) => box.id === id);
      if (!caller) continue;
      const inside = part.boxes.map((box) => within(box, caller));
      const own = part.lines.map((line) => ({ ...line, start: `${id}/${line.start}`, end: `${id}/${line.end}` }));
      const start = part.boxes.find(({ entry }) => entry);
      const into = start ? [{ start: id, end: `${id}/${start.id}`, kind: "next", words: "" }] : [];
      const results = caller.ways.filter(({ kind }) => kind === "results");
      const back = part.boxes.filter(({ kind }) => kind === "return").flatMap((box) => out(box, caller, results, boxes, inside));
      lines = [...lines.filter((line) => !(line.start === id && line.kind === "outcome")), ...into, ...own, ...back];
      const at = boxes.indexOf(caller);
      boxes = [...boxes.slice(0, at), { ...caller, unfolded: true, badges: caller.badges.filter(({ to }) => !to) }, ...inside, ...boxes.slice(at + 1)];
    }
    return { ...drawing, boxes, lines };
  }
}

function within(box, caller) {
  const to = (name) => (name ? `${caller.id}/${name}` : "");
  return {
    ...box,
    id: to(box.id),
    inner: box.id,
    part: caller.flow,
    lane: caller.lane,
    entry: "",
    badges: box.badges.map((badge) => ({ ...badge, to: to(badge.to) })),
    ways: box.ways.map((way) => ({ ...way, to: to(way.to) })),
  };
}

/** Where a part comes back with an outcome: a line to the step of the flow, or a badge where that is an ending. */
function out(box, caller, results, boxes, inside) {
  return results
    .filter(({ label }) => label === box.words)
    .flatMap(({ label, to }) => {
      const target = boxes.find(({ id }) => id === to);
      if (!target) return [];
      if (target.lane === caller.lane) return [{ start: `${caller.id}/${box.id}`, end: to, kind: "outcome", words: label }];
      inside.find(({ inner }) => inner === box.id).badges.push({ kind: target.kind, words: target.title, to, flow: "" });
      return [];
    });
}
