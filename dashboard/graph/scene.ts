import { type Box, type Layout, nodeSize, type Place } from './boxes.ts';
import { type Graph, type GraphEdge, type GraphNode, type Standing, worseOf } from './model.ts';

/** A curve from one end to the other, and the middle of it. */
export interface Curve {
  readonly edge: GraphEdge;
  readonly x1: number;
  readonly y1: number;
  readonly c1: number;
  readonly c2: number;
  readonly x2: number;
  readonly y2: number;
}

export interface Spot {
  readonly node: GraphNode;
  readonly place: Place;
}

/** Everything that two groups say to each other, drawn as one line while small. */
export interface Bundle extends Omit<Curve, 'edge'> {
  readonly count: number;
}

/** A graph with its places, ready to be drawn: what does not change while people look at it. */
export interface Scene {
  readonly layout: Layout;
  readonly spots: readonly Spot[];
  readonly byId: ReadonlyMap<string, Spot>;
  readonly curves: readonly Curve[];
  readonly loud: readonly Curve[];
  /** Who is in violation, or at an end of one. */
  readonly marked: readonly Spot[];
  readonly bundles: readonly Bundle[];
  readonly curvesOf: ReadonlyMap<string, readonly Curve[]>;
  /** The worst that concerns a node: its own standing, or that of an edge. */
  readonly standingOf: ReadonlyMap<string, Standing>;
}

export function sceneOf(graph: Graph, layout: Layout): Scene {
  const spots = graph.nodes.flatMap((node): Spot[] => {
    const place = layout.places.get(node.id);
    return place === undefined ? [] : [{ node, place }];
  });
  const byId = new Map(spots.map((spot) => [spot.node.id, spot]));
  const curvesOf = new Map<string, Curve[]>();
  const standingOf = new Map<string, Standing>(spots.map(({ node }) => [node.id, node.standing]));
  const curves: Curve[] = [];
  for (const edge of graph.edges) {
    const [from, to] = [byId.get(edge.source), byId.get(edge.target)];
    if (from === undefined || to === undefined) continue;
    const curve = bent(edge, from.place, to.place, nodeSize.w / 2);
    curves.push(curve);
    for (const id of [edge.source, edge.target]) {
      const list = curvesOf.get(id);
      if (list === undefined) curvesOf.set(id, [curve]);
      else list.push(curve);
      if (edge.standing === 'violation') standingOf.set(id, worseOf(standingOf.get(id) ?? 'known', 'violation'));
    }
  }
  return { layout, spots, byId, curves, loud: curves.filter(({ edge }) => edge.standing === 'violation'), marked: spots.filter(({ node }) => standingOf.get(node.id) === 'violation'), bundles: bundlesOf(curves, byId, layout), curvesOf, standingOf };
} // prettier-ignore

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Leaves on the side where the other one is; one that stands above or below is reached by an arc. */
function bent(edge: GraphEdge, from: Point, to: Point, half: number): Curve {
  const dx = to.x - from.x;
  if (Math.abs(dx) < half * 2) {
    const reach = half + 34 + Math.min(60, Math.abs(to.y - from.y) * 0.12);
    return { edge, x1: from.x + half, y1: from.y, c1: from.x + reach, c2: to.x + reach, x2: to.x + half, y2: to.y };
  }
  const side = dx > 0 ? half : -half;
  const [x1, x2] = [from.x + side, to.x - side];
  const pull = Math.max(24, Math.abs(x2 - x1) * 0.42) * Math.sign(dx);
  return { edge, x1, y1: from.y, c1: x1 + pull, c2: x2 - pull, x2, y2: to.y };
}

/** Between two boxes one line, however many edges: counted by the numbers of the boxes. */
function bundlesOf(curves: readonly Curve[], byId: ReadonlyMap<string, Spot>, { groups }: Layout): Bundle[] {
  const numbers = new Map(groups.map(({ lane, name }, index) => [`${lane} ${name}`, index]));
  const numberOf = new Map<string, number>();
  for (const [id, { node }] of byId) numberOf.set(id, numbers.get(`${node.lane} ${node.group}`) ?? -1);
  const counts = new Map<number, number>();
  for (const { edge } of curves) {
    const [from = -1, to = -1] = [numberOf.get(edge.source), numberOf.get(edge.target)];
    if (from === to || from < 0 || to < 0) continue;
    const key = from * groups.length + to;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].flatMap(([key, count]): Bundle[] => {
    const [a, b] = [groups[Math.floor(key / groups.length)], groups[key % groups.length]];
    return a === undefined || b === undefined ? [] : [{ count, ...between(a, b) }];
  });
}

function between(a: Box, b: Box): Omit<Bundle, 'count'> {
  const [from, to] = [middleOf(a), middleOf(b)];
  if (a.x + a.w <= b.x || b.x + b.w <= a.x) {
    const rightwards = from.x < to.x;
    const [x1, x2] = rightwards ? [a.x + a.w, b.x] : [a.x, b.x + b.w];
    const pull = (x2 - x1) * 0.45;
    return { x1, y1: from.y, c1: x1 + pull, c2: x2 - pull, x2, y2: to.y };
  }
  const x = Math.min(a.x, b.x);
  return { x1: a.x, y1: from.y, c1: x - 70, c2: x - 70, x2: b.x, y2: to.y };
}

const middleOf = ({ x, y, w, h }: Box): Point => ({ x: x + w / 2, y: y + h / 2 });

/** A point of the curve; `t` from 0 to 1. */
export function pointOn({ x1, y1, c1, c2, x2, y2 }: Omit<Curve, 'edge'>, t: number): Point {
  const u = 1 - t;
  return {
    x: u * u * u * x1 + 3 * u * u * t * c1 + 3 * u * t * t * c2 + t * t * t * x2,
    y: u * u * u * y1 + 3 * u * u * t * y1 + 3 * u * t * t * y2 + t * t * t * y2,
  };
}

export function nodeAt(scene: Scene, { x, y }: Point, slack = 0): Spot | undefined {
  const group = scene.layout.groups.find((box) => x >= box.x - slack && x <= box.x + box.w + slack && y >= box.y - slack && y <= box.y + box.h + slack); // prettier-ignore
  if (group === undefined) return undefined;
  return scene.spots.find(({ node, place }) => node.lane === group.lane && place.group === group.name
    && Math.abs(place.x - x) <= nodeSize.w / 2 + slack && Math.abs(place.y - y) <= nodeSize.h / 2 + slack);
} // prettier-ignore

/** The edge that passes within `reach` of the point, the loudest of several. */
export function edgeAt(curves: readonly Curve[], { x, y }: Point, reach: number): Curve | undefined {
  let best: Curve | undefined;
  let bestMiss = reach;
  for (const curve of curves) {
    if (x < Math.min(curve.x1, curve.x2, curve.c1, curve.c2) - reach || x > Math.max(curve.x1, curve.x2, curve.c1, curve.c2) + reach) continue;
    if (y < Math.min(curve.y1, curve.y2) - reach || y > Math.max(curve.y1, curve.y2) + reach) continue;
    for (let step = 0; step <= 24; step++) {
      const point = pointOn(curve, step / 24);
      const next = pointOn(curve, Math.min(1, (step + 1) / 24));
      const miss = distance({ x, y }, point, next) - (curve.edge.standing === 'violation' ? reach / 2 : 0);
      if (miss < bestMiss) [best, bestMiss] = [curve, miss];
    }
  }
  return best;
} // prettier-ignore

function distance(point: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((point.x - a.x) * dx + (point.y - a.y) * dy) / length));
  return Math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy);
}

export type Heading = 'left' | 'right' | 'up' | 'down';

/** Where an arrow key leads: the nearest node that way, one straight ahead before one to the side. */
export function nextNode(scene: Scene, from: string | undefined, heading: Heading): Spot | undefined {
  const start = from === undefined ? undefined : scene.byId.get(from);
  if (start === undefined) return firstNode(scene);
  const { x, y } = start.place;
  const [ax, ay] = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }[heading] as [number, number];
  let best: Spot | undefined;
  let bestCost = Infinity;
  for (const spot of scene.spots) {
    const [dx, dy] = [spot.place.x - x, spot.place.y - y];
    const ahead = dx * ax + dy * ay;
    if (ahead <= 1) continue;
    const aside = Math.abs(dx * ay) + Math.abs(dy * ax);
    const cost = ahead + aside * 2.5;
    if (cost < bestCost) [best, bestCost] = [spot, cost];
  }
  return best ?? start;
}

/** Where looking begins: what is in violation, else what stands first. */
export function firstNode(scene: Scene): Spot | undefined {
  const [violation] = scene.loud;
  if (violation !== undefined) return scene.byId.get(violation.edge.source);
  return scene.marked[0] ?? scene.spots[0];
}
