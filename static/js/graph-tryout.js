// Owns what a call that is tried out beside the canvas lights on it: the step at which it is, and those that it went through.
import { boxAt } from "./graph-call.js";

export class Lit {
  #steps = [];

  constructor(graph) {
    this.graph = graph;
    document.addEventListener("call-begins", ({ detail }) => detail.push(graph.form.settle()));
    document.addEventListener("call-begun", () => this.#show([]));
    document.addEventListener("call-at", ({ detail }) => this.#show([...this.#steps, detail.step], detail.why));
    document.addEventListener("call-over", () => this.#mark(this.#steps, ""));
    document.getElementById("beside")?.addEventListener("click", (event) => this.#follow(event));
  }

  #show(steps, why = "") {
    this.#steps = steps;
    const at = this.#at;
    this.#mark(steps, at);
    if (!at) return;
    this.graph.scene.view.reveal(this.graph.boxes.get(at));
    this.graph.say([this.graph.words.call_lit.replace("{step}", this.graph.boxes.get(at).title), why].filter(Boolean).join(". "));
  }

  /** The step of this drawing at which the call is: while it goes through a part, the one that went there. */
  get #at() {
    return this.#steps.map((step) => boxAt(this.graph, step)).findLast(Boolean) ?? "";
  }

  /** Several steps may follow each other at once: all of them were gone through. */
  #mark(steps, at) {
    const been = new Set(steps.map((step) => boxAt(this.graph, step)).filter((id) => id && id !== at));
    this.graph.scene.mark({ "call-at": new Set(at ? [at] : []), "call-been": been });
  }

  /** The step that the call is at is chosen here, where it stands on this drawing: the page, and the call, stay. */
  #follow(event) {
    const link = event.target.closest("#now-link");
    const at = link && this.#at;
    if (!at || !boxAt(this.graph, this.#steps.at(-1))) return;
    event.preventDefault();
    this.graph.go(at);
  }
}
