// Owns finding on the canvas: a step by its name or its words, and the next one that has a problem.

export class Finding {
  #last = -1;

  constructor(graph) {
    this.graph = graph;
    this.field = document.getElementById("find-step");
    this.button = document.getElementById("next-problem");
    this.button?.addEventListener("click", () => this.nextProblem());
    graph.addEventListener("drawn", () => this.#count());
    this.field?.addEventListener("focus", () => this.#offer());
    this.field?.addEventListener("input", (event) => {
      this.#last = -1;
      if (event.inputType === undefined || event.inputType === "insertReplacementText") this.#find(); // chosen from the list
    });
    this.field?.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#find();
      else if (event.key === "Escape") graph.scene.figure(graph.scene.currentId)?.focus();
    });
  }

  begin() {
    this.field?.focus();
    this.field?.select();
  }

  /** The next step with a problem, in the order of the text, and round to the first. */
  nextProblem() {
    const { boxes } = this.graph.scene.drawing;
    const here = boxes.indexOf(this.graph.scene.current);
    const next = [...boxes.slice(here + 1), ...boxes.slice(0, here + 1)].find(({ problems }) => problems.length);
    if (next) this.graph.go(next.id);
  }

  #count() {
    if (!this.button) return;
    const count = this.graph.scene.drawing.boxes.filter(({ problems }) => problems.length).length;
    this.button.hidden = !count;
    this.button.querySelector("span").textContent = this.graph.words.problems_at.replace("{count}", count);
  }

  /** The names as they are now; on the page they stand only while somebody looks for one. */
  #offer() {
    const steps = this.graph.scene.drawing.boxes.filter(({ kind }) => kind !== "topic");
    this.field.list.replaceChildren(...steps.map(({ title, words }) => Object.assign(document.createElement("option"), { value: title, textContent: words })));
  }

  #find() {
    const { graph } = this;
    const wanted = this.field.value.trim().toLowerCase();
    const found = graph.scene.drawing.boxes.filter((box) => `${box.title} ${box.words}`.toLowerCase().includes(wanted));
    const exact = found.find((box) => box.title.toLowerCase() === wanted);
    if (!wanted || !found.length) graph.say(wanted ? graph.words.found_none : "");
    else {
      this.#last = (this.#last + 1) % found.length;
      graph.go((exact ?? found[this.#last]).id);
    }
    this.field.setAttribute("aria-invalid", String(Boolean(wanted) && !found.length));
  }
}
