// Owns the panel beside the graph: what the selected step says, where it leads, what is wrong with it.

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

/** One line as a button that goes to the step at its other end. */
function way(line, id, { boxes, words }) {
  const button = element("button", { type: "button", class: "way" });
  button.append(element("span", { class: "quiet" }, line.words || words.next), element("span", {}, boxes.get(id).title));
  button.addEventListener("click", () => document.dispatchEvent(new CustomEvent("go-to-step", { detail: id })));
  return element("li", {}, button);
}

function ways(title, lines, end, panel) {
  if (!lines.length) return [];
  return [element("h3", {}, title), element("ul", { class: "ways" }, ...lines.map((line) => way(line, line[end], panel)))];
}

function problems(box) {
  if (!box.problems.length) return [];
  return [element("ul", { class: "problems" }, ...box.problems.map(({ severity, sentence }) => element("li", { class: `problem problem-${severity}` }, sentence)))];
}

function badges(box, panel) {
  if (!box.badges.length) return [];
  const ways = box.badges.map((badge) => {
    if (badge.to) return way({ words: "" }, badge.to, { ...panel, boxes: new Map([[badge.to, { title: badge.words }]]), words: { next: "" } });
    if (badge.flow) return element("li", {}, element("a", { class: "way", href: `${panel.graph}?flow=${encodeURIComponent(badge.flow)}` }, badge.words));
    return element("li", { class: "way" }, badge.words);
  });
  return [element("ul", { class: "ways" }, ...ways)];
}

/** Fills the panel with one step. */
export function showStep(panelElement, box, panel) {
  const { words, sprite } = panel;
  const links = [element("a", { class: "button button-small", href: panel.source }, icon("source", sprite), words.open_source)];
  if (box.flow) links.push(element("a", { class: "button button-small", href: `${panel.graph}?flow=${encodeURIComponent(box.flow)}` }, icon("graph", sprite), words.sub_flow));
  panelElement.replaceChildren(
    element("p", { class: "quiet small" }, words[`kind_${box.kind}`]),
    element("h2", {}, box.title),
    ...(box.words ? [element("p", { class: "inspected-words" }, box.words)] : []),
    ...problems(box),
    ...badges(box, panel),
    ...ways(words.leads_to, panel.to, "end", panel),
    ...ways(words.comes_from, panel.from, "start", panel),
    element("div", { class: "row" }, ...links),
  );
}
