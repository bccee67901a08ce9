// Owns the form of the chosen step beside the canvas: loads it when one rests on a step, and saves it before one leaves.

const RESTS = 160; // milliseconds on one step, so that walking over many asks for none

export class StepForm {
  #wanted = "";
  #timer = 0;

  constructor(graph) {
    this.graph = graph;
    this.place = document.createElement("div");
    this.place.className = "step-place";
  }

  get form() {
    return this.place.querySelector("form");
  }

  /** Somebody has written in it, or what was written is on its way: nothing may take its place. */
  get #held() {
    return this.form && ("touched" in this.form.dataset || this.form.matches(".htmx-request"));
  }

  address(id) {
    const { part, inner } = this.graph.boxes.get(id) ?? {};
    const flow = part ?? this.graph.getAttribute("flow");
    return `${this.graph.getAttribute("graph")}/step?flow=${encodeURIComponent(flow)}&step=${encodeURIComponent(inner ?? id)}`;
  }

  /** Shows the form of a step in the place that the panel gives it. */
  show(step) {
    if (this.#wanted === step && this.form) return;
    this.#leave();
    this.#wanted = step;
    this.place.replaceChildren();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#load(step), RESTS);
  }

  hide() {
    this.#leave();
    this.#wanted = "";
    clearTimeout(this.#timer);
    this.place.replaceChildren();
  }

  /** The text was changed by something else than this form: what is not touched is shown anew. */
  changed() {
    if (!this.#wanted || this.#held) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#load(this.#wanted), RESTS);
  }

  async #load(step) {
    if (this.graph.changes.busy) {
      this.#timer = setTimeout(() => this.#load(step), RESTS); // the step may not be there before the change is saved
      return;
    }
    const writing = this.place.contains(document.activeElement) && document.activeElement.id;
    const response = await fetch(this.address(step), { headers: { "hx-request": "true" } });
    const html = response.ok && (await response.text());
    if (this.#wanted !== step || !html || this.#held) return; // asked last: somebody may write meanwhile
    this.#put(html);
    if (writing) document.getElementById(writing)?.focus();
    if (this.graph.editing === step) this.edit();
  }

  #put(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    this.place.replaceChildren(holder.content);
    window.htmx.process(this.place);
    document.dispatchEvent(new Event("htmx:afterSettle")); // what is shown for a choice is shown for what stands there
  }

  /** Brings the focus to the first field, all of its words marked where it is new. */
  edit() {
    const field = this.form?.querySelector(":is(textarea, input:not([type=hidden]), select)[name]");
    if (!field) this.graph.editing = this.#wanted; // it comes as soon as it is there
    else {
      field.focus();
      if (this.graph.editing) field.select?.();
      this.graph.editing = "";
    }
  }

  /** Nobody loses a word by choosing another step: what is not saved yet is saved then, and comes back if it could not be. */
  async #leave() {
    const { form } = this;
    if (!form || !("touched" in form.dataset)) return;
    delete form.dataset.touched;
    const step = form.dataset.step;
    const response = await fetch(form.action, { method: "POST", headers: { "hx-request": "true" }, body: new URLSearchParams(new FormData(form)) });
    if (response.ok) {
      const saved = JSON.parse(response.headers.get("HX-Trigger") ?? "{}")["step-saved"];
      if (saved) this.graph.saved(saved.revision);
      return;
    }
    this.graph.go(step);
    this.#wanted = step;
    clearTimeout(this.#timer);
    if (response.status === 409) this.#put(await response.text());
    else this.place.replaceChildren(form);
    this.form.dataset.touched = "";
  }
}
