// Owns playing a talk again: what the caller did then, done again each time the line listens or asks for a person.

const DONE_BY_CALLER = ["caller", "keys", "silence", "person", "hang_up"];

export class Replay {
  #left;
  last = ""; // the kind of what was done last

  /** `acts`: how to do each kind of thing (`caller`, `keys`, …). */
  constructor(happened, acts) {
    this.#left = happened.filter(({ kind }) => DONE_BY_CALLER.includes(kind));
    this.acts = acts;
  }

  get over() {
    return !this.#left.length;
  }

  /** The line waits for the caller: keys that followed each other are pressed at once. */
  listening() {
    if (this.over || this.#left[0].kind === "person") return;
    do this.#next();
    while (this.#left[0]?.kind === "keys" && this.last === "keys");
  }

  asked() {
    if (this.#left[0]?.kind === "person") this.#next();
  }

  #next() {
    const one = this.#left.shift();
    this.last = one.kind;
    this.acts[one.kind](one);
  }
}
