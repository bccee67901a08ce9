// Owns what the canvas asks before it makes a change: which kind of step, which way on, what name, and whether to delete.

const NEW = "+"; // before the kind of a way that the step does not have yet
const KEYS = [..."1234567890*#"];

function option(value, text, chosen = false) {
  return Object.assign(document.createElement("option"), { value, textContent: text, selected: chosen });
}

/** What the menus of a new case say, a row each. */
function caseRows() {
  return [...document.querySelectorAll("#way-case [data-part]")].map((part) => {
    const cell = (name) => part.querySelector(`[name="case.${name}"]`)?.value ?? "";
    return { joiner: cell("joiner") || "and", subject: cell("subject"), comparison: cell("comparison"), against: cell("against") || "value", value: cell("value").trim() };
  });
}

export class Dialogs {
  constructor(graph) {
    this.graph = graph;
    this.words = graph.words;
    const acts = { "add-step": () => this.#added(), connect: () => this.#connected(), rename: () => this.#renamed(), "delete-steps": () => this.#deleted() };
    for (const [id, act] of Object.entries(acts)) {
      const dialog = document.getElementById(id);
      if (!dialog) continue;
      dialog.querySelector("form").addEventListener("submit", (event) => {
        event.preventDefault();
        dialog.close();
        act();
      });
      dialog.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.target.tagName !== "SELECT") return; // a menu by itself does not send its form
        event.preventDefault();
        dialog.querySelector("form").requestSubmit();
      });
      dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
      dialog.addEventListener("close", () => this.graph.scene.figure(this.graph.scene.currentId)?.focus({ preventScroll: true }));
    }
    document.getElementById("way")?.addEventListener("change", () => this.#showForWay());
    document.getElementById("onward")?.addEventListener("change", () => this.#foretell());
  }

  // ---- a new step ----

  add(id, line = null) {
    const box = this.graph.boxes.get(id);
    const dialog = document.getElementById("add-step");
    this.from = box?.kind === "topic" || box?.ways.length ? box : null;
    const select = document.getElementById("add-way");
    const ways = this.#waysOf(this.from, line);
    select.replaceChildren(...ways.map((way, index) => option(index, this.#named(way))));
    select.closest(".field").hidden = ways.length < 2;
    this.ways = ways;
    const { kinds } = this.graph.shown;
    for (const radio of dialog.querySelectorAll("[name=kind]")) {
      radio.disabled = !kinds.includes(radio.value);
      radio.closest("label").title = radio.disabled ? this.words.kind_missing : "";
    }
    (dialog.querySelector("[name=kind]:checked:enabled") ?? dialog.querySelector("[name=kind]:enabled")).checked = true;
    document.getElementById("add-after").textContent = this.from ? this.words.add_after.replace("{step}", this.from.title) : this.words.add_apart;
    dialog.showModal();
    dialog.querySelector("[name=kind]:checked").focus();
  }

  async #added() {
    const kind = document.querySelector("#add-step [name=kind]:checked").value;
    const way = this.ways[Number(document.getElementById("add-way").value)];
    const answer = await this.graph.make({ change: "add", kind, step: this.from?.id ?? "", way: way?.kind ?? "", label: way?.label ?? "" });
    if (answer) this.graph.editing = answer.step;
  }

  /** The ways on that a line stands for; all of a step's without one. Ways that only the defaults say are none of its own. */
  #waysOf(box, line) {
    const all = box?.ways ?? [];
    const quiet = ["no_input", "no_match", "failed", "unavailable"];
    const meant = line ? all.filter((way) => way.to === line.end && quiet.includes(way.kind) === line.quiet) : all.filter(({ own }) => own);
    return meant.length ? meant : all;
  }

  #named(way) {
    return `${way.words || this.words.next} → ${this.graph.boxes.get(way.to)?.title ?? way.to}`;
  }

  // ---- a way that leads elsewhere ----

  /** After a line was drawn from one step to another: asked only where it can mean several things. */
  lead(from, to, line) {
    const ways = this.#waysOf(from, line);
    if (line) ways.forEach((way) => this.#lead(from, way, to));
    else if (from.ways.length === 1 && !this.#newWays(from).length) this.#lead(from, ways[0], to);
    else this.connect(from.id, to);
  }

  #lead(from, { kind, label }, to) {
    this.graph.make({ change: "connect", step: from.id, way: kind, label, to });
  }

  connect(id, to = "", wanted = null) {
    const box = this.graph.boxes.get(id);
    if (!box || (!box.ways.length && !this.#newWays(box).length)) return;
    this.from = box;
    this.ways = box.ways;
    const ways = document.getElementById("way");
    ways.replaceChildren(
      ...box.ways.map((way, index) => option(String(index), this.#named(way), way === wanted)),
      ...this.#newWays(box).map((kind) => option(NEW + kind, this.words[`new_way_${kind}`])),
    );
    const heard = new Set(box.ways.filter(({ kind }) => kind === "hear").map(({ label }) => label));
    document.getElementById("way-intent").replaceChildren(...this.graph.shown.intents.filter(([name]) => !heard.has(name)).map(([name, title]) => option(name, title)));
    const pressed = new Set(box.ways.filter(({ kind }) => kind === "keys").map(({ label }) => label));
    document.getElementById("way-key").replaceChildren(...KEYS.filter((key) => !pressed.has(key)).map((key) => option(key, key)));
    this.fillSteps(document.getElementById("way-to"), to || box.ways[Number(ways.value)]?.to);
    this.#showForWay();
    document.getElementById("connect-from").textContent = this.words.connect_from.replace("{step}", box.title);
    document.getElementById("connect").showModal();
    ways.focus();
  }

  /** The kinds of ways that a step may have beside those that it has. */
  #newWays(box) {
    const hearsTopics = box.badges.some(({ kind }) => kind === "topics");
    const ask = [...(hearsTopics ? [] : ["hear"]), "keys", ...(box.ways.some(({ kind }) => kind === "answers") ? [] : ["answers"])];
    return { ask, choose: ["choose"], fetch: ["results"], call: ["results"] }[box.kind] ?? [];
  }

  #showForWay() {
    const { value } = document.getElementById("way");
    for (const part of document.querySelectorAll("#connect [data-way]")) part.hidden = value !== NEW + part.dataset.way;
    document.getElementById("way-outcome").required = value === `${NEW}results`;
  }

  fillSteps(select, chosen, first = []) {
    const steps = this.graph.scene.drawing.boxes.filter(({ kind }) => kind !== "topic");
    select.replaceChildren(...first, ...steps.map((box) => option(box.id, box.words ? `${box.title} · ${box.words.slice(0, 24)}` : box.title, box.id === chosen)));
  }

  #connected() {
    const value = document.getElementById("way").value;
    const to = document.getElementById("way-to").value;
    if (!value.startsWith(NEW)) return this.#lead(this.from, this.ways[Number(value)], to);
    const kind = value.slice(1);
    const label = { hear: "way-intent", keys: "way-key", results: "way-outcome" }[kind];
    const asked = kind === "choose" ? { when: document.getElementById("way-when").value, case: caseRows() } : {};
    return this.#make({ change: "connect", step: this.from.id, way: kind, label: label ? document.getElementById(label).value.trim() : "", to, ...asked });
  }

  /** What was filled in stands there still when it could not be saved, or when the question was put away. */
  async #make(change) {
    if (!(await this.graph.make(change))) return;
    document.querySelector("#connect form").reset();
    for (const part of document.querySelectorAll("#way-case > [data-part] ~ [data-part]")) part.remove();
  }

  // ---- names ----

  rename(id) {
    const box = this.graph.boxes.get(id);
    if (!box || box.kind === "topic") return;
    this.from = box;
    const field = document.getElementById("new-name");
    field.value = box.title;
    document.getElementById("rename").showModal();
    field.select();
  }

  #renamed() {
    const name = document.getElementById("new-name").value.trim();
    if (name && name !== this.from.id) this.graph.make({ change: "rename", step: this.from.id, new: name });
  }

  // ---- deleting ----

  async remove(ids) {
    this.gone = ids.filter((id) => this.graph.boxes.get(id)?.kind !== "topic");
    if (!this.gone.length) return;
    this.fillSteps(document.getElementById("onward"), "", [option("", this.words.onward_itself)]);
    for (const entry of [...document.getElementById("onward").options]) if (this.gone.includes(entry.value)) entry.remove();
    document.getElementById("delete-title").textContent = this.words.delete_title.replace("{steps}", this.gone.join(this.words.list_comma));
    await this.#foretell();
    document.getElementById("delete-steps").showModal();
  }

  /** What deleting would do, before it is done. */
  async #foretell() {
    const onward = document.getElementById("onward").value;
    const told = await this.graph.changes.foretell({ change: "delete", steps: this.gone, onward });
    const item = (text) => Object.assign(document.createElement("li"), { textContent: text });
    const place = ({ sentence, file, line }) => item(`${file}:${line} · ${sentence}`);
    const lists = { led: (told?.led ?? []).map(item), left: (told?.left ?? []).map(place), problems: (told?.problems ?? []).map(place) };
    for (const [name, items] of Object.entries(lists)) {
      const part = document.getElementById(`delete-${name}`);
      part.hidden = !items.length;
      part.querySelector("ul").replaceChildren(...items);
    }
    document.getElementById("delete-nothing").hidden = Object.values(lists).some((items) => items.length);
  }

  #deleted() {
    this.graph.make({ change: "delete", steps: this.gone, onward: document.getElementById("onward").value });
  }
}
