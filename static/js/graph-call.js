// Owns playing a call on the drawing, step by step: the call that shows a problem, with what happens at each step.

const PACE = 1400; // milliseconds on one step

export class CallPlayer {
  #timer = 0;

  constructor(graph) {
    this.graph = graph;
    this.bar = document.getElementById("player");
    if (!this.bar) return;
    const acts = { back: () => this.#go(this.at - 1), on: () => this.#go(this.at + 1), play: () => this.#toggle(), close: () => this.close() };
    this.bar.addEventListener("click", (event) => acts[event.target.closest("[data-player]")?.dataset.player]?.());
    this.bar.addEventListener("keydown", (event) => {
      const key = { ArrowLeft: "back", ArrowRight: "on", Escape: "close" }[event.key];
      if (!key) return;
      event.preventDefault();
      acts[key]();
    });
  }

  open(problem) {
    this.call = problem.call;
    this.bar.hidden = false;
    document.getElementById("player-problem").textContent = problem.sentence;
    this.#go(0);
    this.bar.querySelector("[data-player=on]").focus();
  }

  close() {
    this.#stop();
    this.bar.hidden = true;
    this.graph.scene.mark({ lit: new Set(), walked: new Set() });
    this.graph.scene.figure(this.graph.scene.currentId)?.focus({ preventScroll: true });
  }

  #toggle() {
    if (this.#timer) this.#stop();
    else {
      if (this.at >= this.call.steps.length - 1) this.#go(0);
      this.#timer = setInterval(() => this.#go(this.at + 1), PACE);
      this.bar.dataset.playing = "";
    }
  }

  #stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
    delete this.bar.dataset.playing;
  }

  #go(at) {
    const { steps, told, again } = this.call;
    this.at = Math.max(0, Math.min(at, steps.length - 1));
    if (at >= steps.length - 1) this.#stop();
    const here = boxAt(this.graph, steps[this.at]);
    this.graph.scene.mark({ lit: new Set(here ? [here] : []), walked: new Set(steps.slice(0, this.at).map((step) => boxAt(this.graph, step))) });
    if (here) this.graph.scene.view.reveal(this.graph.boxes.get(here));
    const item = ({ words, at: place }) => {
      const line = Object.assign(document.createElement("li"), { textContent: words });
      if (place === this.at) line.setAttribute("aria-current", "step");
      return line;
    };
    document.getElementById("player-told").replaceChildren(...told.filter((one) => one.at <= this.at).slice(-4).map(item));
    const { words } = this.graph;
    const place = words.player_at.replace("{number}", this.at + 1).replace("{count}", steps.length).replace("{step}", steps[this.at]);
    const round = again >= 0 && this.at >= again ? ` · ${words.player_round}` : "";
    document.getElementById("player-at").textContent = place + round;
    const now = told.filter((one) => one.at === this.at).map((one) => one.words);
    this.graph.say([place, ...now].join(". "));
  }
}

/** The box of a step of this flow, or of the step that calls (or first needs) the part that it is in; empty where there is none. */
export function boxAt(graph, address) {
  const [part, step] = address.includes("/") ? address.split("/") : ["", address];
  const { boxes } = graph.scene.drawing;
  if (part === graph.getAttribute("flow")) return graph.boxes.has(step) ? step : "";
  const unfolded = boxes.find(({ part: of, inner }) => part && of === part && inner === step);
  return unfolded?.id ?? boxes.find((box) => part && box.flow === part)?.id ?? "";
}
