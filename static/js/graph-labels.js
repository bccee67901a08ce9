// Owns that the words on lines can be read: a label that would lie on another one, or on a box, slides along its own line.

const HEIGHT = 20;
const APART = 4;
const STEPS = [0.5, 0.35, 0.65, 0.2, 0.8];

/** Moves labels; `labels`: [{ bend, width }] of lines with words, `boxes`: [{ x, y, width, height }]. The first come keep their place. */
export function spread(labels, boxes) {
  const taken = new Map(); // by column of the drawing, so that not everything is held against everything
  const solid = cells(boxes.map((box) => ({ left: box.x - box.width / 2, right: box.x + box.width / 2, top: box.y - box.height / 2, bottom: box.y + box.height / 2 })));
  for (const { bend, width } of labels) {
    const places = [{ x: bend.x, y: bend.y }, ...along(bend.points)];
    const free = places.find((at) => !hits(taken, around(at, width)) && !hits(solid, around(at, width)));
    const { x, y } = free ?? places.find((at) => !hits(taken, around(at, width))) ?? places[0];
    Object.assign(bend, { x, y });
    keep(taken, around({ x, y }, width));
  }
}

function around({ x, y }, width) {
  return { left: x - width / 2 - APART, right: x + width / 2 + APART, top: y - HEIGHT / 2, bottom: y + HEIGHT / 2 };
}

/** Places on the line as it is drawn: each part of it is a curve that leaves and arrives level. */
function* along(points) {
  for (const step of STEPS) {
    for (let index = 1; index < points.length; index += 1) {
      const [from, to] = [points[index - 1], points[index]];
      yield {
        x: from.x + (to.x - from.x) * (1.5 * step - 1.5 * step ** 2 + step ** 3),
        y: from.y + (to.y - from.y) * (3 * step ** 2 - 2 * step ** 3),
      };
    }
  }
}

const COLUMN = 240;

function* columnsOf({ left, right }) {
  for (let column = Math.floor(left / COLUMN); column <= Math.floor(right / COLUMN); column += 1) yield column;
}

function keep(cellsByColumn, rect) {
  for (const column of columnsOf(rect)) {
    if (!cellsByColumn.has(column)) cellsByColumn.set(column, []);
    cellsByColumn.get(column).push(rect);
  }
}

function cells(rects) {
  const found = new Map();
  for (const rect of rects) keep(found, rect);
  return found;
}

function hits(cellsByColumn, rect) {
  for (const column of columnsOf(rect)) {
    if (cellsByColumn.get(column)?.some((one) => one.left < rect.right && rect.left < one.right && one.top < rect.bottom && rect.top < one.bottom)) return true;
  }
  return false;
}
