// Owns the form of the chosen step beside the canvas: loads it when one rests on a step, and saves it before one leaves.
import { keepPlace } from "./kept-place.js";

const RESTS = 160; // milliseconds on one step, so that walking over many asks for none

export class StepForm {
  #wanted = "";
  #timer = 0;

  constructor(graph) {
    this.graph = graph;
    this.place = document.createElement("div");
    this.place.className = "step-place";
    this.place.addEventListener("htmx:confirm", (event) => this.#saveFirst(event));
  }

  get form() {
    return this.place.querySelector("form");
  }

  get #touched() {
    return this.form && "touched" in this.form.dataset;
  }

  /** Somebody has written in it, or what was written is on its way: nothing may take its place. */
  get #held() {
    return this.form && (this.#touched || this.form.matches(".htmx-request"));
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
    const response = await fetch(this.address(step), { headers: { "hx-request": "true" } });
    const html = response.ok && (await response.text());
    if (this.#wanted !== step || !html || this.#held) return; // asked last: somebody may write meanwhile
    this.#put(html);
    if (this.graph.editing === step) this.edit();
  }

  #put(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const comeBack = keepPlace(this.place);
    this.place.replaceChildren(holder.content);
    window.htmx.process(this.place);
    document.dispatchEvent(new Event("htmx:afterSettle")); // what is shown for a choice is shown for what stands there
    comeBack(this.place);
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

  /** What would replace the form (its texts in another language) waits until what is written in it is saved. */
  async #saveFirst(event) {
    const { form } = this;
    if (event.detail.verb !== "get" || !this.#touched) return;
    event.preventDefault();
    if ((await this.#save(form)).ok) event.detail.issueRequest(true);
    else form.dataset.touched = "";
  }

  /** Saves what is written before something else is done to the step. False where somebody else saved the same: that is to be settled first. */
  async settle() {
    const { form } = this;
    if (!this.#touched) return true;
    const { ok, html } = await this.#save(form);
    if (html) this.#put(html);
    if (!ok && this.form) this.form.dataset.touched = "";
    return ok;
  }

  /** Nobody loses a word by choosing another step: what is not saved yet is saved then, and comes back if it could not be. */
  async #leave() {
    const { form } = this;
    if (!this.#touched) return;
    const step = this.#wanted;
    const { ok, html } = await this.#save(form);
    if (ok) return;
    this.graph.go(step);
    this.#wanted = step;
    clearTimeout(this.#timer);
    if (html) this.#put(html);
    else this.place.replaceChildren(form);
    this.form.dataset.touched = "";
  }

  /** Saves a form that may be out of sight; `html`: the form with both versions, where somebody else saved the same. */
  async #save(form) {
    delete form.dataset.touched;
    const body = new URLSearchParams(new FormData(form));
    try {
      const response = await fetch(form.action, { method: "POST", headers: { "hx-request": "true" }, body });
      const saved = response.ok && JSON.parse(response.headers.get("HX-Trigger") ?? "{}")["step-saved"];
      if (saved) this.graph.saved(saved.revision);
      if (!response.ok && response.status !== 409) this.graph.changes.failed(document.getElementById("toasts").dataset.failed);
      return { ok: response.ok, html: response.status === 409 ? await response.text() : "" };
    } catch {
      this.graph.changes.failed(); // nobody answers
      return { ok: false, html: "" };
    }
  }
}
