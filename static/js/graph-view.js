// Owns where one looks on a drawing: panning by hand, wheel or touch, zooming, showing all, bringing a box into view.

const NEAREST = 2;
const FARTHEST = 0.15;
const SLACK = 4;
const FAR = 0.36;

export class View {
  #x = 0;
  #y = 0;
  #scale = 1;
  #fingers = new Map();
  #moved;
  #size;
  #drawn = 0;
  #isFar = false;

  /** `moved` is told after each frame in which something else is seen. */
  constructor(frame, world, moved = () => {}) {
    this.frame = frame;
    this.world = world;
    this.#moved = moved;
    this.#size = frame.getBoundingClientRect();
    new ResizeObserver(() => {
      this.#size = frame.getBoundingClientRect();
      this.#apply();
    }).observe(frame);
    frame.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    frame.addEventListener("pointerdown", (event) => this.#press(event));
    frame.addEventListener("pointermove", (event) => this.#drag(event));
    for (const name of ["pointerup", "pointercancel"]) frame.addEventListener(name, (event) => this.#fingers.delete(event.pointerId));
  }

  /** Shows the whole drawing; never larger than it was made. */
  fit(width, height) {
    const box = this.frame.getBoundingClientRect();
    this.#scale = Math.max(FARTHEST, Math.min(1, box.width / width, box.height / height));
    this.#x = Math.max(0, (box.width - width * this.#scale) / 2);
    this.#y = Math.max(0, (box.height - height * this.#scale) / 2);
    this.#apply();
  }

  /** Shows the beginning at a size that can be read, where the whole drawing would be too small. */
  begin(width, height, first, readable = 0.78) {
    const { width: wide, height: high } = this.#size;
    if (Math.min(1, wide / width, high / height) >= readable) {
      this.fit(width, height);
      return;
    }
    const middle = Math.max(0, (high - height * readable) / 2);
    const y = height * readable <= high || !first ? middle : Math.min(24, high / 2 - first.y * readable);
    this.place = [0, y, readable];
  }

  zoom(factor, x, y) {
    const box = this.frame.getBoundingClientRect();
    const [atX, atY] = [x ?? box.width / 2, y ?? box.height / 2];
    const scale = Math.min(NEAREST, Math.max(FARTHEST, this.#scale * factor));
    this.#x = atX - ((atX - this.#x) * scale) / this.#scale;
    this.#y = atY - ((atY - this.#y) * scale) / this.#scale;
    this.#scale = scale;
    this.#apply();
  }

  /** Moves just as far as needed for this box to be seen. */
  reveal({ x, y, width, height }, margin = 24) {
    const [x0, y0] = [this.#x, this.#y];
    const box = this.#size; // as it was observed: asking now would lay out what was just changed
    const [left, top] = [this.#x + (x - width / 2) * this.#scale, this.#y + (y - height / 2) * this.#scale];
    const [right, bottom] = [left + width * this.#scale, top + height * this.#scale];
    if (left < margin) this.#x += margin - left;
    else if (right > box.width - margin) this.#x -= right - box.width + margin;
    if (top < margin + 28) this.#y += margin + 28 - top;
    else if (bottom > box.height - margin) this.#y -= bottom - box.height + margin;
    if (this.#x !== x0 || this.#y !== y0) this.#apply();
  }

  /** Whether all is so small that no words can be read. */
  get far() {
    return this.#scale < FAR;
  }

  /** The rectangle of the drawing that is seen. */
  seen() {
    const { width, height } = this.#size;
    const [left, top] = [-this.#x / this.#scale, -this.#y / this.#scale];
    return { left, top, right: left + width / this.#scale, bottom: top + height / this.#scale };
  }

  /** Where a place on the screen lies in the drawing. */
  at(clientX, clientY) {
    const { left, top } = this.frame.getBoundingClientRect();
    return { x: (clientX - left - this.#x) / this.#scale, y: (clientY - top - this.#y) / this.#scale };
  }

  /** What one looks at can be kept and gone back to. */
  get place() {
    return [this.#x, this.#y, this.#scale];
  }

  set place([x, y, scale]) {
    [this.#x, this.#y, this.#scale] = [x, y, scale];
    this.#apply();
  }

  /** Moves by as much as the drawing was moved under a box that should stay where it is on the screen. */
  shift(x, y) {
    this.#x += x * this.#scale;
    this.#y += y * this.#scale;
    this.#apply();
  }

  #apply() {
    cancelAnimationFrame(this.#drawn);
    this.#drawn = 0;
    this.world.setAttribute("transform", `translate(${this.#x} ${this.#y}) scale(${this.#scale})`);
    if (this.#isFar !== this.far) this.frame.classList.toggle("far", (this.#isFar = this.far));
    this.#moved();
  }

  /** All movements of a hand between two frames are drawn at once. */
  #follow() {
    this.#drawn ||= requestAnimationFrame(() => this.#apply());
  }

  #wheel(event) {
    event.preventDefault();
    const box = this.frame.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey) this.zoom(Math.exp(-event.deltaY * 0.01), event.clientX - box.left, event.clientY - box.top);
    else {
      this.#x -= event.deltaX;
      this.#y -= event.deltaY;
      this.#follow();
    }
  }

  #press(event) {
    this.#fingers.set(event.pointerId, event);
  }

  #drag(event) {
    const before = this.#fingers.get(event.pointerId);
    if (!before) return;
    if (!this.frame.hasPointerCapture(event.pointerId)) {
      // A hand that trembles while it clicks does not drag; and a captured pointer would click on nothing.
      if (Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) < SLACK) return;
      this.frame.setPointerCapture(event.pointerId);
    }
    if (this.#fingers.size === 2) this.#pinch(event);
    else {
      this.#x += event.clientX - before.clientX;
      this.#y += event.clientY - before.clientY;
      this.#follow();
    }
    this.#fingers.set(event.pointerId, event);
  }

  #pinch(event) {
    const [one, other] = [...this.#fingers.values()];
    const apart = (a, b) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    const still = one.pointerId === event.pointerId ? other : one;
    const box = this.frame.getBoundingClientRect();
    this.zoom(apart(event, still) / apart(one, other), (event.clientX + still.clientX) / 2 - box.left, (event.clientY + still.clientY) / 2 - box.top);
  }
}
