// Owns the layout of a graph, off the main thread: sizes and lines in, places and bends out.
//
// Layers from left to right, as Sugiyama drew them: circles are opened, every box gets a rank, long lines get a bend in each rank
// that they cross, the order in a rank follows the middle of its neighbours, and heights are as near to them as there is room.
import { spread } from "./graph-labels.js";

const GAP = 56; // between the lanes
const MARGIN = 32;
const BETWEEN_RANKS = 64;
const BETWEEN_BOXES = 22;
const BETWEEN_LINES = 12;
const SWEEPS = 8;
const MANY = 4000; // boxes and bends

/** Lines that would close a circle are turned round while ranks are found. `firsts` say where one begins. */
function turnRound(firsts, count, edges, out) {
  const state = new Uint8Array(count); // 1: on the way down, 2: done
  const next = new Uint32Array(count);
  for (const first of firsts) {
    if (state[first]) continue;
    const way = [first];
    state[first] = 1;
    while (way.length) {
      const here = way.at(-1);
      const edge = edges[out[here][next[here]]];
      if (!edge) {
        state[here] = 2;
        way.pop();
        continue;
      }
      next[here] += 1;
      if (state[edge.to] === 1) edge.back = true;
      else if (!state[edge.to]) {
        state[edge.to] = 1;
        way.push(edge.to);
      }
    }
  }
}

/** As far left as the lines allow, then as far right as keeps every line short. */
function rankAll(count, edges) {
  const ahead = Array.from({ length: count }, () => []);
  const behind = Array.from({ length: count }, () => []);
  for (const edge of edges) {
    const [from, to] = edge.back ? [edge.to, edge.from] : [edge.from, edge.to];
    if (from === to) continue;
    ahead[from].push(to);
    behind[to].push(from);
  }
  const ranks = new Int32Array(count);
  const open = behind.map((list) => list.length);
  const order = [];
  for (let node = 0; node < count; node += 1) if (!open[node]) order.push(node);
  for (let index = 0; index < order.length; index += 1) {
    for (const to of ahead[order[index]]) {
      ranks[to] = Math.max(ranks[to], ranks[order[index]] + 1);
      if ((open[to] -= 1) === 0) order.push(to);
    }
  }
  for (const node of order.reverse()) {
    if (behind[node].length < ahead[node].length) ranks[node] = Math.max(ranks[node], Math.min(...ahead[node].map((to) => ranks[to])) - 1);
  }
  return ranks;
}

/** Puts the nodes of a rank as near as possible to where they want to be, in their order and with room between them. */
class Settling {
  constructor(nodes, wanted) {
    this.nodes = nodes;
    this.wanted = wanted;
    this.offsets = new Float64Array(nodes.length);
    // those that touch move as one: where such a block begins, what its nodes want together, how much they weigh
    this.firsts = new Int32Array(nodes.length);
    this.sums = new Float64Array(nodes.length);
    this.weights = new Float64Array(nodes.length);
  }

  settle(rank) {
    const { nodes, wanted, offsets, firsts, sums, weights } = this;
    let [offset, last] = [0, -1];
    for (let index = 0; index < rank.length; index += 1) {
      const node = nodes[rank[index]];
      if (index) offset += apart(nodes[rank[index - 1]], node);
      offsets[index] = offset;
      last += 1;
      firsts[last] = index;
      sums[last] = (wanted[rank[index]] - offset) * node.weight;
      weights[last] = node.weight;
      while (last > 0 && sums[last - 1] * weights[last] > sums[last] * weights[last - 1]) {
        sums[last - 1] += sums[last];
        weights[last - 1] += weights[last];
        last -= 1;
      }
    }
    for (let block = 0; block <= last; block += 1) {
      const end = block < last ? firsts[block + 1] : rank.length;
      for (let at = firsts[block]; at < end; at += 1) nodes[rank[at]].y = sums[block] / weights[block] + offsets[at];
    }
  }
}

function apart(above, below) {
  return (above.height + below.height) / 2 + (above.box && below.box ? BETWEEN_BOXES : BETWEEN_LINES);
}

function place(boxes, lines) {
  const number = new Map(boxes.map(({ id }, index) => [id, index]));
  const nodes = boxes.map(({ width, height }) => ({ width, height, box: true, weight: 1, rank: 0, at: 0, x: 0, y: 0, before: [], after: [], both: [] }));
  const edges = lines.map((line) => ({ line, from: number.get(line.start), to: number.get(line.end), back: false, bends: [] }));
  const out = nodes.map(() => []);
  edges.forEach((edge, index) => out[edge.from].push(index));
  const firsts = [...boxes.keys()].sort((one, other) => boxes[one].later - boxes[other].later || one - other);
  turnRound(firsts, nodes.length, edges, out);
  const ranks = rankAll(nodes.length, edges);
  nodes.forEach((node, index) => (node.rank = ranks[index]));
  for (const edge of edges) thread(edge, nodes);

  const layers = [];
  nodes.forEach((node, index) => (layers[node.rank] ??= []).push(index));
  for (let rank = 0; rank < layers.length; rank += 1) layers[rank] ??= [];
  arrange(layers, nodes);
  const xs = columns(layers, nodes, edges);
  for (const node of nodes) node.x = xs[node.rank];
  const top = Math.min(0, ...nodes.map(({ y, height }) => y - height / 2));
  for (const node of nodes) node.y += MARGIN - top;
  return { nodes, edges, number, width: Math.max(0, ...nodes.map(({ x, width }) => x + width / 2)) + MARGIN, height: Math.max(0, ...nodes.map(({ y, height }) => y + height / 2)) + MARGIN };
}

/** A line gets a bend in every rank between its ends, where its words have room too; neighbours are told apart by side. */
function thread(edge, nodes) {
  const [left, right] = edge.back ? [edge.to, edge.from] : [edge.from, edge.to];
  if (left === right) return;
  let before = left;
  for (let rank = nodes[left].rank + 1; rank < nodes[right].rank; rank += 1) {
    nodes.push({ width: 0, height: edge.line.height || 4, box: false, weight: 0.6, rank, at: 0, x: 0, y: 0, before: [], after: [], both: [] });
    join(nodes, before, nodes.length - 1);
    before = nodes.length - 1;
    edge.bends.push(before);
  }
  join(nodes, before, right);
}

function join(nodes, left, right) {
  nodes[left].after.push(right);
  nodes[left].both.push(right);
  nodes[right].before.push(left);
  nodes[right].both.push(left);
}

/** The order in each rank, then the heights, both in sweeps from side to side: fewer where there is very much to do. */
function arrange(layers, nodes) {
  const sweeps = nodes.length > MANY ? SWEEPS / 2 : SWEEPS;
  const wanted = new Float64Array(nodes.length);
  for (const layer of layers) layer.forEach((node, index) => (nodes[node].at = index));
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const side = sweep % 2 ? "after" : "before";
    for (const layer of sweep % 2 ? [...layers].reverse() : layers) {
      if (layer.length < 2) continue;
      let sorted = true;
      for (let index = 0; index < layer.length; index += 1) {
        wanted[layer[index]] = mean(nodes, nodes[layer[index]][side], "at", nodes[layer[index]].at);
        if (index && wanted[layer[index - 1]] > wanted[layer[index]]) sorted = false;
      }
      if (sorted) continue;
      layer.sort((one, other) => wanted[one] - wanted[other] || nodes[one].at - nodes[other].at);
      for (let index = 0; index < layer.length; index += 1) nodes[layer[index]].at = index;
    }
  }
  for (const node of nodes) node.y = 0;
  const settling = new Settling(nodes, wanted);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const both = sweep >= sweeps - 2;
    for (const layer of sweep % 2 ? [...layers].reverse() : layers) {
      for (const number of layer) {
        const node = nodes[number];
        const near = both ? node.both : sweep % 2 ? node.after : node.before;
        wanted[number] = mean(nodes, near, "y", node.y);
      }
      settling.settle(layer);
    }
  }
}

function mean(nodes, near, key, otherwise) {
  if (!near.length) return otherwise;
  let sum = 0;
  for (let index = 0; index < near.length; index += 1) sum += nodes[near[index]][key];
  return sum / near.length;
}

/** The middle of each rank. Between two ranks there is room for the words of the lines that begin there. */
function columns(layers, nodes, edges) {
  const words = new Array(layers.length).fill(0);
  for (const { line, from, to, back } of edges) {
    const rank = nodes[back ? to : from].rank;
    words[rank] = Math.max(words[rank], line.width);
  }
  const xs = [];
  let x = MARGIN;
  layers.forEach((layer, rank) => {
    const wide = Math.max(0, ...layer.map((node) => nodes[node].width));
    xs.push(x + wide / 2);
    x += wide + BETWEEN_RANKS + (words[rank] ? Math.max(0, words[rank] - 24) : 0);
  });
  return xs;
}

/** The way of a line, from border to border. What goes back leaves at the left and arrives at the right. */
function bendOf({ line, from, to, back, bends }, nodes, below) {
  const [start, end] = [nodes[from], nodes[to]];
  const inner = (back ? [...bends].reverse() : bends).map((node) => ({ x: Math.round(nodes[node].x), y: Math.round(nodes[node].y + below) }));
  const side = back ? -1 : 1;
  if (from === to) return around(start, below);
  const points = [{ x: start.x + (side * start.width) / 2, y: start.y + below }, ...inner, { x: end.x - (side * end.width) / 2, y: end.y + below }];
  if (points.length === 2) points.splice(1, 0, { x: (points[0].x + points[1].x) / 2, y: (points[0].y + points[1].y) / 2 });
  if (!line.width) return { points };
  const at = back ? points.length - 2 : 1;
  const next = inner.length ? points[at === 1 ? 0 : at + 1] : points[1];
  return { points, x: (points[at].x + next.x) / 2, y: (points[at].y + next.y) / 2 };
}

/** A line from a box to itself. */
function around({ x, y, width, height }, below) {
  const [right, top] = [x + width / 2, y + below - height / 2];
  return { points: [{ x: right, y: top + 20 }, { x: right + 24, y: top + 6 }, { x: right + 4, y: top - 12 }, { x: right - 24, y: top }], x: right + 24, y: top - 10 };
}

function layOut({ lanes }) {
  const places = {};
  const bends = {};
  const laneTops = [];
  let below = 0;
  let wide = 0;
  for (const { boxes, lines } of lanes) {
    laneTops.push(below);
    if (!boxes.length) continue;
    const { nodes, edges, number, width, height } = place(boxes, lines);
    for (const { id } of boxes) {
      const { x, y } = nodes[number.get(id)];
      places[id] = { x, y: y + below };
    }
    for (const edge of edges) bends[edge.line.key] = bendOf(edge, nodes, below);
    const worded = edges.filter(({ line }) => line.width).map(({ line }) => ({ bend: bends[line.key], width: line.width }));
    spread(worded, boxes.map(({ id }) => ({ ...nodes[number.get(id)], y: nodes[number.get(id)].y + below })));
    wide = Math.max(wide, width);
    below += height + GAP;
  }
  return { places, bends, laneTops, width: wide, height: Math.max(0, below - GAP) };
}

onmessage = ({ data: { number, question } }) => postMessage({ number, answer: layOut(JSON.parse(question)) });
