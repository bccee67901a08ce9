// Owns the layout of a graph, off the main thread: sizes and lines in, places and bends out.
import { graphlib, layout } from "/static/vendor/dagre-3.1.3.js";

const GAP = 56; // between the lanes

function place(boxes, lines) {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 22, edgesep: 14, ranksep: 64, marginx: 32, marginy: 32 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  lines.forEach((line, index) => {
    graph.setEdge(line.start, line.end, { width: line.width, height: line.height, labelpos: "c", weight: line.quiet ? 1 : 4 }, String(index));
  });
  layout(graph);
  return graph;
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
    const graph = place(boxes, lines);
    for (const { id } of boxes) {
      const { x, y } = graph.node(id);
      places[id] = { x, y: y + below };
    }
    lines.forEach((line, index) => {
      const edge = graph.edge(line.start, line.end, String(index));
      bends[line.key] = { points: edge.points.map(({ x, y }) => ({ x, y: y + below })), x: edge.x, y: edge.y === undefined ? undefined : edge.y + below };
    });
    wide = Math.max(wide, graph.graph().width);
    below += graph.graph().height + GAP;
  }
  return { places, bends, laneTops, width: wide, height: Math.max(0, below - GAP) };
}

onmessage = ({ data: { number, question } }) => postMessage({ number, answer: layOut(question) });
