// Owns the graph page: fetches a drawing, has it laid out, shows it, and lets one walk through it by keyboard.
import { arrowTips, boxFigure, lineFigure, measureBox, measureLine, svg } from "./graph-figures.js";
import { View } from "./graph-view.js";
import { showStep } from "./graph-inspector.js";

const STEPS_APART = 1.6; // how much more a step sideways counts than one ahead, when looking for the nearest box

class FlowGraph extends HTMLElement {
  async connectedCallback() {
    this.words = JSON.parse(document.getElementById("words").textContent);
    this.sprite = this.getAttribute("icons");
    const answer = await fetch(this.getAttribute("src"), { headers: { accept: "application/json" } });
    if (!answer.ok) return;
    this.drawing = await answer.json();
    await document.fonts.ready;
    await this.#layOut();
    this.#show();
    this.#listen();
    this.dataset.ready = "";
    const wanted = decodeURIComponent(location.hash.slice(1));
    if (this.boxes.has(wanted)) this.go(wanted);
  }

  async #layOut() {
    const { boxes, lines } = this.drawing;
    this.boxes = new Map(boxes.map((box) => [box.id, box]));
    boxes.forEach(measureBox);
    lines.forEach((line, index) => {
      measureLine(line);
      line.key = index;
    });
    const lane = (name) => ({
      boxes: boxes.filter((box) => box.lane === name).map(({ id, width, height }) => ({ id, width, height })),
      lines: lines
        .filter(({ start, end }) => this.boxes.get(start).lane === name && this.boxes.get(end).lane === name)
        .map(({ key, start, end, width, height, quiet }) => ({ key, start, end, width, height, quiet })),
    });
    const layout = await askWorker(this.getAttribute("worker"), { lanes: [lane("main"), lane("endings")] });
    for (const box of boxes) Object.assign(box, layout.places[box.id]);
    Object.assign(this, layout);
  }

  #show() {
    const lines = svg("g", { "aria-hidden": "true" });
    for (const line of this.drawing.lines) {
      lines.append(lineFigure(line, this.bends[line.key] ?? this.#across(line), this.boxes.get(line.start), this.boxes.get(line.end)));
    }
    const boxes = svg("g", { role: "list", "aria-label": this.getAttribute("label") });
    for (const box of this.drawing.boxes) {
      box.figure = boxFigure(box, this.#spoken(box), this.sprite);
      box.figure.setAttribute("transform", `translate(${box.x - box.width / 2} ${box.y - box.height / 2 + box.above})`);
      boxes.append(box.figure);
    }
    const world = svg("g", {}, this.#lanes(), lines, boxes);
    this.frame = svg("svg", { class: "drawing" }, arrowTips(), world);
    this.append(this.frame);
    this.view = new View(this.frame, world);
    this.view.begin(this.width, this.height);
    this.drawing.boxes[0]?.figure.setAttribute("tabindex", 0);
  }

  /** The rule and the name above the lane of the endings. */
  #lanes() {
    const lane = svg("g", { class: "lane", "aria-hidden": "true" });
    if (!this.drawing.boxes.some((box) => box.lane === "endings")) return lane;
    const top = this.laneTops[1];
    const name = svg("text", { x: 32, y: top + 4 });
    name.textContent = this.words.lane_endings;
    lane.append(svg("line", { x1: 32, x2: Math.max(this.width, 480) - 32, y1: top - 18, y2: top - 18 }), name);
    return lane;
  }

  /** A line from one lane to the other. */
  #across({ start, end }) {
    const [from, to] = [this.boxes.get(start), this.boxes.get(end)];
    return { points: [{ x: from.x + from.width / 2, y: from.y }, { x: to.x - to.width / 2, y: to.y }] };
  }

  #spoken(box) {
    const parts = [this.words[`kind_${box.kind}`], box.title];
    if (box.entry) parts.push(box.entry);
    if (box.words) parts.push(box.words);
    parts.push(...box.badges.map(({ words }) => words));
    const troubles = box.problems.length;
    if (troubles) parts.push(...box.problems.map(({ sentence }) => sentence));
    return parts.join(". ");
  }

  #listen() {
    this.frame.addEventListener("click", (event) => {
      const figure = event.target.closest(".box");
      if (figure) this.go(figure.dataset.id);
    });
    this.frame.addEventListener("dblclick", (event) => event.target.closest(".box") && this.#open(event.target.closest(".box").dataset.id));
    this.frame.addEventListener("keydown", (event) => this.#key(event));
    this.frame.addEventListener("focusin", (event) => {
      const figure = event.target.closest(".box");
      if (figure) this.#select(this.boxes.get(figure.dataset.id));
    });
    for (const button of document.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => (button.dataset.zoom === "fit" ? this.fit() : this.view.zoom(Number(button.dataset.zoom))));
    }
    document.getElementById("find-step")?.addEventListener("change", (event) => this.boxes.has(event.target.value) && this.go(event.target.value));
    document.addEventListener("go-to-step", (event) => this.go(event.detail));
    new ResizeObserver(() => this.selected && this.view.reveal(this.selected)).observe(this.frame);
  }

  fit() {
    this.view.fit(this.width, this.height);
  }

  /** Brings the focus to a step. */
  go(id) {
    const box = this.boxes.get(id);
    if (!box) return;
    this.querySelector('.box[tabindex="0"]')?.setAttribute("tabindex", -1);
    box.figure.setAttribute("tabindex", 0);
    box.figure.focus({ preventScroll: true });
    this.view.reveal(box);
  }

  #select(box) {
    this.selected?.figure.classList.remove("selected");
    this.selected = box;
    box.figure.classList.add("selected");
    const { lines } = this.drawing;
    showStep(document.getElementById("inspector"), box, {
      words: this.words,
      sprite: this.sprite,
      boxes: this.boxes,
      from: lines.filter(({ end }) => end === box.id),
      to: lines.filter(({ start }) => start === box.id),
      source: this.#address(box),
      graph: this.getAttribute("graph"),
    });
  }

  #address(box) {
    return `${this.getAttribute("source")}?file=${encodeURIComponent(box.file)}&line=${box.line}`;
  }

  #open(id) {
    location.assign(this.#address(this.boxes.get(id)));
  }

  #key(event) {
    const figure = event.target.closest(".box");
    if (!figure || event.altKey || event.ctrlKey || event.metaKey) return;
    const here = this.boxes.get(figure.dataset.id);
    const moves = {
      ArrowRight: () => this.#nearest(here, 1, 0),
      ArrowLeft: () => this.#nearest(here, -1, 0),
      ArrowDown: () => this.#nearest(here, 0, 1),
      ArrowUp: () => this.#nearest(here, 0, -1),
      Home: () => this.drawing.boxes[0],
      End: () => this.drawing.boxes.at(-1),
    };
    const acts = { "+": () => this.view.zoom(1.25), "=": () => this.view.zoom(1.25), "-": () => this.view.zoom(0.8), 0: () => this.fit(), Enter: () => this.#open(here.id) };
    if (moves[event.key]) {
      const next = moves[event.key]();
      if (next) this.go(next.id);
    } else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
  }

  /** The box that one means by an arrow key: a neighbour on a line first, else the nearest in that direction. */
  #nearest(here, right, down) {
    const neighbours = new Set(
      this.drawing.lines.filter(({ start, end }) => start === here.id || end === here.id).map(({ start, end }) => (start === here.id ? end : start)),
    );
    let best = null;
    for (const box of this.drawing.boxes) {
      const ahead = (box.x - here.x) * right + (box.y - here.y) * down;
      const aside = Math.abs((box.x - here.x) * down) + Math.abs((box.y - here.y) * right);
      if (box === here || ahead < 4) continue;
      const far = (ahead + aside * STEPS_APART) * (neighbours.has(box.id) && right ? 0.4 : 1);
      if (!best || far < best.far) best = { box, far };
    }
    return best?.box;
  }
}

function askWorker(address, question) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(address, { type: "module" });
    const end = (settle) => (event) => {
      worker.terminate();
      settle(event.data ?? event);
    };
    worker.onmessage = end(resolve);
    worker.onerror = end(reject);
    worker.postMessage(question);
  });
}

customElements.define("flow-graph", FlowGraph);
