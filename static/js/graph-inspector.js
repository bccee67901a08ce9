// Owns the panel beside the canvas: what the chosen step says and where it leads, its form, and what can be done with it.
import { fill } from "./graph-drop-off.js";
import { keepPlace } from "./kept-place.js";

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function icon(name, sprite) {
  const holder = document.createElement("template");
  holder.innerHTML = '<svg class="icon" aria-hidden="true"><use/></svg>';
  holder.content.querySelector("use").setAttribute("href", `${sprite}#${name}`);
  return holder.content.firstElementChild;
}

function button(words, act, { sign, graph, key, named = words } = {}) {
  const made = element("button", { type: "button", class: sign ? "icon-button button-quiet button-small" : "button button-small", title: key ? `${named} (${key})` : named });
  if (sign) made.append(icon(sign, graph.getAttribute("icons")), element("span", { class: "unseen" }, named));
  else made.append(words);
  made.addEventListener("click", act);
  return made;
}

/** One way on: the button that goes to the step at its other end, and what can be done with the way. */
function wayOn(way, box, graph) {
  const words = way.words || graph.words.next;
  const item = place(way.to, words, graph, way);
  item.classList.add("way-row");
  if (!graph.canEdit || box.part) return item;
  const named = (what) => `${graph.words[what]}: ${words}`;
  const line = { end: way.to, quiet: ["no_input", "no_match", "failed", "unavailable"].includes(way.kind) };
  const tools = [
    button("", () => graph.dialogs.add(box.id, line), { sign: "plus", graph, named: named("add_here") }),
    button("", () => graph.dialogs.connect(box.id, "", way), { sign: "edit", graph, named: named("lead_elsewhere") }),
  ];
  const optional = way.own && ["hear", "keys", "results", "answers", "no_input", "no_match", "choose", "topics"].includes(way.kind) && way.label !== "otherwise";
  if (optional) tools.push(button("", () => graph.make({ change: "disconnect", step: box.id, way: way.kind, label: way.label }), { sign: "close", graph, named: named("take_way") }));
  item.append(element("span", { class: "way-tools" }, ...tools));
  return item;
}

function waysOn(box, graph) {
  const topics = graph.scene.drawing.lines.filter(({ start, kind }) => start === box.id && kind === "topic");
  const items = [...box.ways.map((way) => wayOn(way, box, graph)), ...topics.map(({ end }) => place(end, graph.words.kind_topic, graph))];
  return items.length ? [element("h3", {}, graph.words.leads_to), element("ul", { class: "ways" }, ...items)] : [];
}

/** A button that goes to a step. */
function place(id, words, graph, { times, count } = {}) {
  const go = element("button", { type: "button", class: "way" }, element("span", { class: "quiet" }, words), element("span", {}, graph.boxes.get(id)?.title ?? id));
  if (times !== undefined) go.append(element("span", { class: times ? "badge" : "badge badge-warn" }, `${times}×`));
  if (count) go.append(element("span", { class: "badge" }, fill(graph.words.calls_way, { count })));
  go.addEventListener("click", () => graph.go(id));
  return element("li", {}, go);
}

function comesFrom(box, graph) {
  const lines = graph.scene.drawing.boxes.flatMap((from) => from.ways.filter(({ to }) => to === box.id).map((way) => ({ from, way })));
  if (!lines.length) return [];
  const items = lines.map(({ from, way }) => place(from.id, way.words || graph.words.next, graph));
  return [element("h3", {}, graph.words.comes_from), element("ul", { class: "ways" }, ...items)];
}

function problems(box, graph) {
  if (!box.problems.length) return [];
  const items = box.problems.map((problem) => {
    const item = element("li", { class: `problem problem-${problem.severity}` }, element("span", {}, problem.sentence));
    if (problem.call) item.append(button(graph.words.play_call, () => graph.player.open(problem), { graph }));
    return item;
  });
  return [element("ul", { class: "problems" }, ...items)];
}

/** What became of a step between two saves: in a word, and line by line. */
function compared({ id, mark, was }, { words, shown }) {
  if (!mark) return [];
  const said = [words[`mark_${mark}`], was ? words.mark_was.replace("{name}", was) : ""].filter(Boolean).join(" · ");
  const tags = { gone: "del", come: "ins" };
  const lines = (shown.differences[id] ?? []).map(({ kind, text }) => element(tags[kind] ?? "span", {}, text || " "));
  const parts = [element("p", { class: `mark-word mark-word-${mark}` }, said)];
  return lines.length ? [...parts, element("div", { class: "changes", tabindex: "0", role: "region", "aria-label": id }, ...lines)] : parts;
}

function alsoHere({ others = [] }, { words }) {
  return others.length ? [element("p", { class: "badge badge-accent" }, words.also_here.replace("{names}", others.join(", ")))] : [];
}

/** How often the tests came here, while that is painted. */
function taken({ times }, { words }) {
  if (times === undefined) return [];
  return [element("p", { class: times ? "quiet small" : "problem problem-warning" }, times ? words.covered_times.replace("{count}", times) : words.covered_missed_step)];
}

/** What callers did here, while that is painted, and the calls that ended here. */
function called({ calls }, { words }) {
  if (!calls) return [];
  const told = element("ul", { class: "called-here" }, ...calls.told.map((sentence) => element("li", {}, sentence)));
  if (calls.address) told.append(element("li", {}, element("a", { href: calls.address }, words.calls_ended_here)));
  return [told];
}

/** What a step needs first, and which reasons for calling it hears. */
function badges(box, graph) {
  const shown = box.badges.filter(({ to }) => !to);
  if (!shown.length) return [];
  const items = shown.map((badge) => {
    if (badge.flow) return element("li", {}, element("a", { class: "way", href: `${graph.getAttribute("graph")}?flow=${encodeURIComponent(badge.flow)}` }, badge.words));
    return element("li", { class: "way" }, badge.words);
  });
  return [element("ul", { class: "ways" }, ...items)];
}

function acts(box, graph) {
  const { words } = graph;
  const sprite = graph.getAttribute("icons");
  if (graph.comparing) return element("div", { class: "row" });
  const links = [element("a", { class: "button button-small", href: graph.sourceOf(box) }, icon("source", sprite), words.open_source)];
  if (box.flow) links.push(element("a", { class: "button button-small", href: `${graph.getAttribute("graph")}?flow=${encodeURIComponent(box.flow)}` }, icon("graph", sprite), words.sub_flow));
  if (box.opens) links.splice(0, 1, element("a", { class: "button button-small", href: `/packages/${graph.getAttribute("package")}/${box.opens}` }, words.open_it));
  if (box.part) links.push(element("a", { class: "button button-small", href: `${graph.getAttribute("graph")}?flow=${encodeURIComponent(box.part)}#${encodeURIComponent(box.inner)}` }, icon("graph", sprite), words.sub_flow));
  if (box.flow && !box.part) links.push(button(words[graph.parts.isOpen(box.id) ? "fold" : "unfold"], () => graph.parts.toggle(box), { graph, key: "X" }));
  if (!graph.canEdit || box.part) return element("div", { class: "row" }, ...links);
  const edits = [button(words.add_step, () => graph.dialogs.add(box.id), { graph, key: "A" }), button(words.connect, () => graph.dialogs.connect(box.id), { graph, key: "C" })];
  if (box.kind === "topic") return element("div", { class: "row" }, ...edits, ...links);
  edits.push(
    button(words.rename, () => graph.dialogs.rename(box.id), { graph, key: "F2" }),
    button(words.earlier, () => graph.move(box.id, -1), { graph, key: "Alt ↑" }),
    button(words.later, () => graph.move(box.id, 1), { graph, key: "Alt ↓" }),
    button(words.copy, () => graph.copy([box.id]), { graph, key: "D" }),
    button(words.delete, () => graph.dialogs.remove([box.id]), { graph, key: "Del" }),
  );
  return element("div", { class: "row" }, ...edits, ...links);
}

let shownStep = "";
let shown = ""; // what the panel says of a step, so that the same is not built again

/** Fills the panel with one step. Its form keeps its place, and the focus that may be in it. */
export function showStep(panel, box, graph) {
  const said = JSON.stringify([{ ...box, x: 0, y: 0 }, graph.scene.drawing.boxes.filter(({ ways }) => ways.some(({ to }) => to === box.id)).map(({ ways }) => ways), graph.changes.revision, graph.parts.isOpen(box.id)]);
  if (said === shown && graph.form.place.parentNode === panel) return;
  shown = said;
  const comeBack = keepPlace(panel);
  const within = panel.contains(document.activeElement);
  const { place } = graph.form;
  const head = [element("p", { class: "quiet small" }, graph.words[`kind_${box.kind}`]), element("h2", {}, box.title), graph.blame.of(box), ...alsoHere(box, graph), ...compared(box, graph), ...problems(box, graph), ...taken(box, graph), ...called(box, graph), acts(box, graph)];
  const foot = [
    ...badges(box, graph),
    ...waysOn(box, graph),
    ...comesFrom(box, graph),
  ];
  if (place.parentNode !== panel) panel.replaceChildren(place);
  const comments = graph.together.of(box);
  if (comments.parentNode !== panel) panel.append(comments);
  for (const child of [...panel.children]) if (child !== place && child !== comments) child.remove();
  place.before(...head);
  place.after(...foot);
  if (box.kind === "topic" || box.opens || graph.comparing) graph.form.hide();
  else graph.form.show(box.id);
  if (shownStep === box.id) comeBack(panel);
  else panel.scrollTop = 0;
  shownStep = box.id;
  if (within && !panel.contains(document.activeElement)) graph.scene.figure(box.id)?.focus({ preventScroll: true }); // what had the focus is gone
}

/** Fills the panel with what can be done with several steps. */
export function showMany(panel, boxes, graph) {
  shown = shownStep = "";
  graph.form.hide();
  const names = element("ul", { class: "ways" }, ...boxes.map((box) => element("li", { class: "way" }, box.title)));
  const parts = [element("h2", {}, graph.words.chosen_count.replace("{count}", boxes.length)), names];
  const ids = boxes.filter(({ part }) => !part).map(({ id }) => id);
  if (graph.canEdit && ids.length) {
    const { words } = graph;
    parts.push(element("div", { class: "row" }, button(words.copy, () => graph.copy(ids), { graph, key: "D" }), button(words.delete, () => graph.dialogs.remove(ids), { graph, key: "Del" })));
    if (boxes.some(({ ways }) => ways.some(({ kind }) => kind === "next"))) parts.push(leadAll(ids, graph));
  }
  panel.replaceChildren(...parts);
}

/** One step that all of them go on to. */
function leadAll(ids, graph) {
  const { words } = graph;
  const menu = element("select", { class: "control", id: "lead-all" });
  graph.dialogs.fillSteps(menu, "");
  const field = element("div", { class: "field" }, element("label", { for: "lead-all" }, words.lead_all), menu);
  const lead = button(words.lead_all_do, () => graph.make({ change: "lead_all", steps: ids, to: menu.value }), { graph });
  return element("div", { class: "stack-tight" }, field, element("div", { class: "row" }, lead));
}
