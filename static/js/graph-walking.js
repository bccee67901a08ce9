// Owns which box one means by an arrow key.

const ASIDE = 1.6; // how much more a step sideways counts than one ahead

/** A neighbour on a line first, else the nearest box in that direction. */
export function nearest({ boxes, lines }, here, right, down) {
  const neighbours = new Set(lines.filter(({ start, end }) => start === here.id || end === here.id).map(({ start, end }) => (start === here.id ? end : start)));
  let best = null;
  for (const box of boxes) {
    const ahead = (box.x - here.x) * right + (box.y - here.y) * down;
    const aside = Math.abs((box.x - here.x) * down) + Math.abs((box.y - here.y) * right);
    if (box === here || ahead < 4) continue;
    const far = (ahead + aside * ASIDE) * (neighbours.has(box.id) && right ? 0.4 : 1);
    if (!best || far < best.far) best = { box, far };
  }
  return best?.box;
}
