// Owns the lists beside the drawing: where callers are lost, each place with its step and those calls; and why people call.
import { fill, number, percent } from "./graph-drop-off.js";

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export class LostList {
  constructor(graph, figures) {
    Object.assign(this, { graph, figures });
    this.place = document.getElementById("lost");
  }

  show(found) {
    const { words } = this.graph;
    this.place.hidden = !found;
    if (!found) return;
    const steps = found.lost.map(({ step, there }) => this.#item(step, there, found));
    this.place.querySelector("ol").replaceChildren(...steps);
    const { reasons } = found;
    const why = document.getElementById("reasons");
    why.hidden = !reasons.length;
    why.querySelector("ol").replaceChildren(...reasons.map((one) => this.#reason(one, found)));
    document.getElementById("lost-title").textContent = steps.length ? words.calls_lost_title : words.calls_lost_none;
  }

  #item(step, there, { steps, calls, taken }) {
    const { words } = this.graph;
    const of = steps[step];
    const said = fill(words.calls_lost_of, { count: number(of.lost), percent: percent(of.calls ? of.lost / of.calls : 0), came: number(of.calls) });
    const href = `${of.address}&ended=lost`;
    return element(
      "li",
      {},
      element("div", { class: "lost-head" }, this.#leads(step, there, taken), element("a", { href, "aria-label": `${words.calls_behind}: ${step}` }, words.calls_behind)),
      bar("lost-bar", of.lost / calls),
      element("p", { class: "small" }, said, " ", element("span", { class: "quiet" }, this.figures.how(of.ended))),
    );
  }

  #reason({ intent, title, calls }, found) {
    const said = `${number(calls)} · ${percent(calls / found.calls)}`;
    const chip = () => this.graph.boxes?.get(`topic:${intent}`);
    const name = element(chip() ? "button" : "span", { class: "lost-name", ...(chip() ? { type: "button" } : {}) }, title);
    name.addEventListener("click", () => chip() && this.graph.go(chip().id));
    return element("li", {}, element("div", { class: "lost-head" }, name, element("span", {}, said)), bar("reason-bar", calls / found.calls));
  }

  /** To the step: on this drawing, or on that of the flow that it is in. */
  #leads(step, there, taken) {
    const { graph } = this;
    const here = () => [...(graph.boxes?.values() ?? graph.base.boxes)].find((box) => taken.address(box) === step)?.id;
    if (here()) {
      const go = element("button", { type: "button", class: "lost-name" }, step);
      go.addEventListener("click", () => graph.go(here()));
      return go;
    }
    if (!there) return element("span", { class: "lost-name" }, step, " ", element("span", { class: "quiet" }, graph.words.calls_not_there));
    const [flow, name] = step.includes("/") ? step.split("/") : ["", step];
    return element("a", { class: "lost-name", href: `${graph.getAttribute("graph")}?flow=${encodeURIComponent(flow)}#${encodeURIComponent(name)}` }, step);
  }
}

function bar(kind, share) {
  const made = element("span", { class: kind, "aria-hidden": "true" });
  made.style.setProperty("--share", Math.min(1, share));
  return made;
}
