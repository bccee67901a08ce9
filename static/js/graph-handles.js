// Owns what one takes hold of on the drawing: the port of a step, the end of a line, the plus on a line, the frame around many.
import { svg } from "./graph-ink.js";

export class Handles {
  constructor(graph) {
    this.graph = graph;
    this.scene = graph.scene;
    const { frame } = this.scene;
    frame.addEventListener("pointerdown", (event) => this.#press(event), { capture: true });
    frame.addEventListener("pointerover", (event) => this.#over(event));
  }

  /** Shows the handles of the chosen step and the chosen line. */
  show(box, line) {
    this.box = box;
    this.line = line;
    this.#draw(line ?? null);
  }

  #draw(line) {
    this.hovered = line;
    if (!this.graph.canEdit) return;
    const parts = [];
    if (this.box && !this.box.part && this.box.kind !== "hang_up" && this.box.kind !== "return") parts.push(this.#port(this.box));
    const inside = line && (this.scene.boxes.get(line.start)?.part || this.scene.boxes.get(line.end)?.part);
    if (line && line.kind !== "topic" && !inside) parts.push(this.#plus(line), this.#end(line));
    this.scene.over.replaceChildren(...parts);
  }

  #port(box) {
    return svg("circle", { class: "handle handle-port", "data-handle": "port", cx: box.x + box.width / 2, cy: box.y + box.above / 2, r: 7 });
  }

  #plus(line) {
    const points = line.bend.points;
    const at = line.bend.x === undefined ? points[Math.floor(points.length / 2)] : line.bend;
    const y = at.y + (line.label ? 20 : 0);
    return svg("g", { class: "handle handle-plus", "data-handle": "plus", transform: `translate(${at.x} ${y})` }, svg("circle", { r: 9 }), svg("path", { d: "M-4 0H4M0-4V4" }));
  }

  #end(line) {
    const { x, y } = line.bend.points.at(-1);
    return svg("circle", { class: "handle handle-end", "data-handle": "end", cx: x, cy: y, r: 7 });
  }

  #over(event) {
    if (this.dragging || event.target.closest("[data-handle]")) return;
    const key = event.target.closest(".line")?.dataset.line;
    const line = key === undefined ? (this.line ?? null) : this.scene.drawing.lines[Number(key)];
    if (line !== this.hovered) this.#draw(line);
  }

  #press(event) {
    const handle = event.target.closest("[data-handle]")?.dataset.handle;
    if (event.shiftKey && !event.target.closest(".box, .line")) this.#drag(event, this.#frame(event));
    else if (handle === "plus") {
      event.stopPropagation();
      this.graph.dialogs.add(this.hovered.start, this.hovered);
    } else if (handle === "port") this.#drag(event, this.#newLine(this.box, null));
    else if (handle === "end") this.#drag(event, this.#newLine(this.scene.boxes.get(this.hovered.start), this.hovered));
  }

  /** Follows the pointer until it is let go; `drag` has `move(point)` and `drop(point, event)`. */
  #drag(event, drag) {
    event.stopPropagation();
    event.preventDefault();
    const { frame, view } = this.scene;
    this.dragging = true;
    const move = (moved) => drag.move(view.at(moved.clientX, moved.clientY));
    const stop = (ended) => {
      frame.removeEventListener("pointermove", move);
      this.dragging = false;
      if (ended.type === "pointerup") drag.drop(view.at(ended.clientX, ended.clientY), ended);
      this.#draw(this.line ?? null);
      // the click that ends a drag chooses nothing
      frame.addEventListener("click", (click) => click.stopPropagation(), { capture: true, once: true });
      setTimeout(() => frame.dispatchEvent(new MouseEvent("click")));
    };
    frame.setPointerCapture(event.pointerId);
    frame.addEventListener("pointermove", move);
    frame.addEventListener("pointerup", stop, { once: true });
    frame.addEventListener("pointercancel", stop, { once: true });
  }

  #newLine(from, line) {
    const start = { x: from.x + from.width / 2, y: from.y + from.above / 2 };
    const path = svg("path", { class: "line-new" });
    this.scene.over.append(path);
    return {
      move: ({ x, y }) => path.setAttribute("d", `M${start.x} ${start.y}C${(start.x + x) / 2} ${start.y} ${(start.x + x) / 2} ${y} ${x} ${y}`),
      drop: (_point, { clientX, clientY }) => {
        const id = document.elementFromPoint(clientX, clientY)?.closest(".box")?.dataset.id;
        const to = this.scene.boxes.get(id);
        if (to && to.kind !== "topic") this.graph.dialogs.lead(from, to.id, line);
      },
    };
  }

  /** A frame drawn with Shift chooses every step that it touches. */
  #frame(event) {
    const start = this.scene.view.at(event.clientX, event.clientY);
    const rect = svg("rect", { class: "many", rx: 4 });
    this.scene.over.append(rect);
    const around = ({ x, y }) => ({ left: Math.min(x, start.x), top: Math.min(y, start.y), right: Math.max(x, start.x), bottom: Math.max(y, start.y) });
    return {
      move: (point) => {
        const { left, top, right, bottom } = around(point);
        for (const [name, value] of Object.entries({ x: left, y: top, width: right - left, height: bottom - top })) rect.setAttribute(name, value);
      },
      drop: (point) => {
        const { left, top, right, bottom } = around(point);
        const touched = (box) => box.x + box.width / 2 >= left && box.x - box.width / 2 <= right && box.y + box.height / 2 >= top && box.y - box.height / 2 <= bottom;
        this.graph.choose(this.scene.drawing.boxes.filter((box) => box.kind !== "topic" && touched(box)).map(({ id }) => id));
      },
    };
  }
}
