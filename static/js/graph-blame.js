// Owns who last changed each step: asked once for what the drawing shows, told in the panel, with the way to that change.

export class Blame {
  #revision = 0;
  #found = null;

  constructor(graph) {
    this.graph = graph;
    this.place = document.createElement("p");
    this.place.className = "quiet small blame";
  }

  /** The line about a step; it fills when the answer is there. */
  of(box) {
    this.place.replaceChildren();
    if (box.kind !== "topic" && !box.part && !box.opens && !box.mark) this.#fill(box.id);
    return this.place;
  }

  async #fill(id) {
    const { revision } = this.graph.changes;
    if (!revision) return; // a template, which nobody has saved
    if (revision !== this.#revision) {
      this.#revision = revision;
      const query = `?flow=${encodeURIComponent(this.graph.getAttribute("flow"))}&revision=${revision}`;
      this.#found = fetch(`${this.graph.getAttribute("graph")}/blame${query}`, { headers: { accept: "application/json" } }).then((response) => (response.ok ? response.json() : {}), () => ({}));
    }
    const found = (await this.#found)[id];
    if (!found || !this.graph.chosen.has(id)) return;
    const words = this.graph.words.blame.replace("{by}", found.by).replace("{when}", found.when);
    const what = found.address ? Object.assign(document.createElement("a"), { href: found.address }) : document.createElement("span");
    what.textContent = found.what;
    this.place.replaceChildren(`${words} · `, what);
  }
}
