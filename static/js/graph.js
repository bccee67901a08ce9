// Owns the canvas page: the drawing and what is chosen on it, what a click means, and who does what with it.
import { given } from "./ask.js";
import { Blame } from "./graph-blame.js";
import { Changes } from "./graph-changes.js";
import { Coverage } from "./graph-coverage.js";
import { Dialogs } from "./graph-dialogs.js";
import { DropOff } from "./graph-drop-off.js";
import { StepForm } from "./graph-form.js";
import { Finding } from "./graph-finding.js";
import { Handles } from "./graph-handles.js";
import { loadIcons } from "./graph-ink.js";
import { showMany, showStep } from "./graph-inspector.js";
import { Keys } from "./graph-keys.js";
import { CallPlayer } from "./graph-call.js";
import { Outline } from "./graph-outline.js";
import { Parts } from "./graph-parts.js";
import { Placing } from "./graph-placing.js";
import { Scene } from "./graph-scene.js";
import { Together } from "./graph-together.js";
import { Lit } from "./graph-tryout.js";
import { toast } from "./toasts.js";

const PROVE_AFTER = 400; // milliseconds without a change

class FlowGraph extends HTMLElement {
  #turn = 0;
  #places = new Map(); // where each box was drawn last
  chosen = new Set();

  async connectedCallback() {
    this.words = given("words");
    this.placing = new Placing(this.getAttribute("worker"));
    await Promise.all([document.fonts.ready, loadIcons(this.getAttribute("icons"))]);
    const shown = given("shown");
    this.scene = new Scene(this, { words: this.words, label: this.getAttribute("label") });
    this.changes = new Changes({
      base: this.getAttribute("graph"),
      flow: this.getAttribute("flow"),
      revision: shown.revision,
      words: this.words,
      show: (drawing, step) => this.draw(drawing, step),
      took: (answer, asked) => this.take(this.together.current(answer, asked)),
      failed: (sentence) => toast(sentence ?? document.getElementById("toasts").dataset.unreachable, "bad"),
    });
    this.dialogs = new Dialogs(this);
    this.handles = new Handles(this);
    this.form = new StepForm(this);
    this.player = new CallPlayer(this);
    this.outline = new Outline(this);
    this.parts = new Parts(this);
    this.coverage = new Coverage(this);
    this.dropOff = new DropOff(this);
    this.blame = new Blame(this);
    this.together = new Together(this);
    this.lit = new Lit(this);
    this.finding = new Finding(this);
    this.keys = new Keys(this);
    await this.take(shown);
    const { drawing } = this.scene;
    this.scene.view.begin(this.scene.width, this.scene.height, drawing.boxes.find(({ entry }) => entry) ?? drawing.boxes[0]);
    this.#listen();
    const wanted = decodeURIComponent(location.hash.slice(1));
    if (this.scene.boxes.has(wanted)) this.go(wanted);
    this.dataset.ready = "";
  }

  /** Whether two saves are compared, which nobody edits. */
  get comparing() {
    return this.hasAttribute("comparing");
  }

  get boxes() {
    return this.scene.boxes;
  }

  // ---- what is shown ----

  /** What the server said: the drawing with its revision, what can be taken back, and a step to look at. */
  async take(shown) {
    this.shown = shown;
    this.canEdit = shown.can_edit;
    for (const what of ["undo", "redo"]) {
      const button = document.getElementById(what);
      if (!button) continue;
      button.disabled = !shown[what];
      button.title = shown[what] ? `${this.words[what]}: ${shown[what]}` : this.words[`nothing_to_${what}`];
    }
    if (shown.joined) toast(this.words.joined);
    await this.draw(shown.drawing, this.#stayed() ? shown.step : "");
    if (shown.step) this.form.changed();
    if (shown.proven) this.parts.refresh();
    this.coverage.changed(shown.revision);
    this.dropOff.changed(shown.revision);
    clearTimeout(this.proving);
    if (!shown.proven) this.proving = setTimeout(() => this.changes.refresh(), PROVE_AFTER);
  }

  /** Whether the person still looks at what the last change led to: an answer that comes late must not call them back. */
  #stayed() {
    const { expected } = this.changes;
    return !expected || (this.chosen.size === 1 && this.chosen.has(expected));
  }

  /** Shows a drawing at once, and again when it is laid out; the step that one looks at stays where it is on the screen. */
  async draw(drawing, step = "") {
    const turn = (this.#turn += 1);
    this.base = drawing;
    drawing = this.parts.unfold(drawing);
    this.coverage.paint(drawing);
    this.dropOff.paint(drawing);
    this.together.paint(drawing);
    const sketch = this.placing.sketch(drawing);
    if (sketch) this.#show(drawing, sketch, step);
    if (!sketch?.settled) {
      const layout = await this.placing.place(drawing);
      if (turn !== this.#turn) return;
      this.#show(drawing, layout, step);
    }
    this.dispatchEvent(new CustomEvent("settled"));
  }

  #show(drawing, layout, step) {
    const before = this.#places.get(this.scene.currentId);
    const after = drawing.boxes.find(({ id }) => id === this.scene.currentId);
    this.scene.show(drawing, layout);
    if (before && after && (before.x !== after.x || before.y !== after.y)) this.scene.view.shift(before.x - after.x, before.y - after.y);
    this.#places = new Map(drawing.boxes.map(({ id, x, y }) => [id, { x, y }]));
    this.chosen = new Set([...this.chosen].filter((id) => this.boxes.has(id)));
    this.line = this.line && drawing.lines.find(({ start, end, quiet }) => start === this.line.start && end === this.line.end && quiet === this.line.quiet);
    if (step && this.boxes.has(step)) this.go(step, !this.#elsewhere());
    else this.#showChosen();
    this.outline.show();
    this.dispatchEvent(new CustomEvent("drawn"));
  }

  /** Whether somebody is at work beside the drawing, where the focus should stay. */
  #elsewhere() {
    return document.activeElement?.closest?.("#inspector, dialog") != null;
  }

  fit() {
    this.scene.view.fit(this.scene.width, this.scene.height);
  }

  /** Chooses a step, brings it into view and (unless told otherwise) the focus to it. */
  go(id, focused = true) {
    const box = this.boxes.get(id);
    if (!box) return;
    this.scene.makeCurrent(id);
    this.choose([id]);
    this.scene.view.reveal(box);
    if (focused && this.outline.open) this.outline.focus(id);
    else if (focused && document.activeElement !== this.scene.figure(id)) this.scene.figure(id).focus({ preventScroll: true }); // last: it lays out
  }

  choose(ids, line = null) {
    this.chosen = new Set(ids);
    this.line = line;
    this.#showChosen();
  }

  toggle(id) {
    if (this.chosen.has(id)) this.chosen.delete(id);
    else this.chosen.add(id);
    this.choose(this.chosen);
    this.say(this.words.chosen_count.replace("{count}", this.chosen.size));
  }

  #showChosen() {
    this.scene.mark({ selected: this.chosen });
    this.scene.markLine(this.line);
    const boxes = [...this.chosen].map((id) => this.boxes.get(id));
    const panel = document.getElementById("inspector");
    if (boxes.length === 1) showStep(panel, boxes[0], this);
    else if (boxes.length > 1) showMany(panel, boxes, this);
    this.handles.show(boxes.length === 1 ? boxes[0] : null, this.line);
  }

  /** Tells a screen reader what happened. */
  say(text) {
    document.getElementById("graph-said").textContent = text;
  }

  sourceOf(box) {
    return `${this.getAttribute("source")}?file=${encodeURIComponent(box.file)}&line=${box.line}`;
  }

  // ---- what is done ----

  async make(change) {
    if (!(await this.form.settle())) return null;
    const answer = await this.changes.make(change, this.base);
    if (answer) this.say(answer.undo);
    return answer;
  }

  /** `undo` or `redo`: what is being written counts as the newest change. */
  async takeBack(what) {
    if (await this.form.settle()) await this.changes[what]();
  }

  /** The form of a step was saved: the drawing is asked for anew, first without what takes a proof. */
  saved(revision) {
    this.changes.revision = revision;
    this.changes.refresh(false);
  }

  copy(ids) {
    const steps = ids.filter((id) => this.boxes.get(id)?.kind !== "topic" && !this.boxes.get(id)?.part);
    return steps.length ? this.make({ change: "copy", steps }) : null;
  }

  move(id, by) {
    const steps = this.base.boxes.filter(({ kind }) => kind !== "topic").map((box) => box.id);
    const to = steps.indexOf(id) + by;
    if (to >= 0 && to < steps.length) this.make({ change: "reorder", step: id, to });
  }

  // ---- hands and keys ----

  #listen() {
    const { frame } = this.scene;
    frame.addEventListener("click", (event) => this.#click(event));
    frame.addEventListener("dblclick", (event) => event.target.closest(".box") && this.enter(this.scene.current));
    frame.addEventListener("keydown", (event) => {
      const id = event.target.closest(".box")?.dataset.id;
      if (id) this.keys.press(event, id);
    });
    frame.addEventListener("focusin", (event) => {
      const id = event.target.closest(".box")?.dataset.id;
      if (id && !this.chosen.has(id)) this.choose([id]);
    });
    for (const button of document.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => (button.dataset.zoom === "fit" ? this.fit() : this.scene.view.zoom(Number(button.dataset.zoom))));
    }
    for (const what of ["undo", "redo"]) document.getElementById(what)?.addEventListener("click", () => this.takeBack(what));
    document.getElementById("add")?.addEventListener("click", () => this.dialogs.add([...this.chosen][0], this.line));
    document.addEventListener("go-to-step", (event) => this.go(event.detail));
    document.body.addEventListener("step-saved", (event) => this.saved(event.detail.revision));
  }

  #click(event) {
    const id = event.target.closest(".box")?.dataset.id;
    if (id && event.target.closest(".fold")) this.parts.toggle(this.boxes.get(id));
    if (id && (event.shiftKey || event.ctrlKey || event.metaKey)) this.toggle(id);
    else if (id) this.go(id);
    else {
      const key = event.target.closest(".line")?.dataset.line;
      const line = key === undefined ? null : this.scene.drawing.lines[Number(key)];
      if (line) {
        this.go(line.start);
        this.choose([line.start], line);
      }
    }
  }

  /** What stands for something else is opened, a step is edited. */
  enter(box) {
    if (box.opens) location.assign(`/packages/${this.getAttribute("package")}/${box.opens}`);
    else this.form.edit();
  }
}

customElements.define("flow-graph", FlowGraph);
