// Owns what a key means on the canvas: on a step, on the drawing or in the outline, and wherever one is on the page.
import { nearest } from "./graph-walking.js";

export class Keys {
  constructor(graph) {
    this.graph = graph;
    document.addEventListener("keydown", (event) => this.#anywhere(event));
  }

  /** A key on a step. */
  press(event, id) {
    const { graph } = this;
    const here = graph.boxes.get(id);
    const control = event.ctrlKey || event.metaKey;
    const edits = graph.canEdit && !here.part;
    if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key) && edits) graph.move(here.id, event.key === "ArrowUp" ? -1 : 1);
    else if (event.altKey) return;
    else if (control && event.key.toLowerCase() === "a") graph.choose(graph.scene.drawing.boxes.filter(({ kind }) => kind !== "topic").map((box) => box.id));
    else if (control) return;
    else {
      const act = this.#walks(here, event)[event.key] ?? this.#looks(here)[event.key] ?? (edits && this.#edits(here)[event.key]);
      if (!act) return;
      act();
    }
    event.preventDefault();
  }

  #walks(here, { shiftKey }) {
    const { drawing } = this.graph.scene;
    const to = (box) => this.#walk(box, shiftKey);
    return {
      ArrowRight: () => to(nearest(drawing, here, 1, 0)),
      ArrowLeft: () => to(nearest(drawing, here, -1, 0)),
      ArrowDown: () => to(nearest(drawing, here, 0, 1)),
      ArrowUp: () => to(nearest(drawing, here, 0, -1)),
      Home: () => to(drawing.boxes[0]),
      End: () => to(drawing.boxes.at(-1)),
    };
  }

  #looks(here) {
    const { graph } = this;
    const { view } = graph.scene;
    return {
      "+": () => view.zoom(1.25),
      "=": () => view.zoom(1.25),
      "-": () => view.zoom(0.8),
      0: () => graph.fit(),
      o: () => graph.outline.toggle(),
      t: () => graph.coverage.toggle(),
      l: () => graph.dropOff.toggle(),
      x: () => graph.parts.toggle(here),
      r: () => document.getElementById("try-beside")?.click(),
      Enter: () => graph.enter(here),
      e: () => location.assign(graph.sourceOf(here)),
    };
  }

  #edits(here) {
    const { graph } = this;
    const several = graph.chosen.size > 1;
    return {
      " ": () => graph.toggle(here.id),
      a: () => graph.dialogs.add(here.id),
      c: () => (several ? document.getElementById("lead-all")?.focus() : graph.dialogs.connect(here.id)),
      d: () => graph.copy([...graph.chosen]),
      F2: () => graph.dialogs.rename(here.id),
      Delete: () => graph.dialogs.remove([...graph.chosen]),
      Backspace: () => graph.dialogs.remove([...graph.chosen]),
      Escape: () => graph.choose([here.id]),
    };
  }

  /** With Shift, the steps that one walks over are chosen too. */
  #walk(next, more) {
    if (!next) return;
    const before = more ? this.graph.chosen : new Set();
    this.graph.go(next.id);
    if (more) this.graph.choose([...before, next.id]);
  }

  /** Keys that work wherever one is on the page, but for fields that use them themselves. */
  #anywhere(event) {
    const { graph } = this;
    const control = event.ctrlKey || event.metaKey;
    const writing = event.target.closest?.("input, textarea, select, dialog, [contenteditable]");
    const key = event.key.toLowerCase();
    const undoes = graph.canEdit && !writing && control;
    if ((control && key === "f") || (event.key === "/" && !writing && !control)) graph.finding.begin();
    else if (event.key === "F8") graph.finding.nextProblem();
    else if (undoes && (key === "y" || (key === "z" && event.shiftKey))) graph.takeBack("redo");
    else if (undoes && key === "z") graph.takeBack("undo");
    else return;
    event.preventDefault();
  }
}
