import { fitting, levelOf, seen, showing, zoomed } from '../../dashboard/graph/camera.ts';
import { svgOf } from '../../dashboard/graph/export.ts';
import { type Place } from '../../dashboard/graph/boxes.ts';
import { choiceAt, nodeBeside, violationBeside } from '../../dashboard/graph/choice.ts';
import { layout } from '../../dashboard/graph/layout.ts';
import { around, type Graph, neighbourhood } from '../../dashboard/graph/model.ts';
import { light } from '../../dashboard/graph/palette.ts';
import { edgeAt, firstNode, nextNode, nodeAt, pointOn, sceneOf } from '../../dashboard/graph/scene.ts';
import { syntheticGraph } from './graphs.ts';

const plain = syntheticGraph(120, 300, 6);
const graph: Graph = { ...plain, edges: plain.edges.map((edge, index) => (index === 40 ? { ...edge, standing: 'violation' as const } : edge)) }; // prettier-ignore
const scene = sceneOf(graph, layout(graph));
const red = scene.loud[0]!;

describe('a scene', () => {
  it('knows the loud ones, and marks both ends of them', () => {
    expect(scene.loud.map(({ edge }) => edge.id)).toEqual(['x40']);
    expect([red.edge.source, red.edge.target].map((id) => scene.standingOf.get(id))).toEqual([
      'violation',
      'violation',
    ]);
  });

  it('bundles everything that two groups say to each other', () => {
    const between = scene.curves.filter(({ edge }) => {
      const [a, b] = [scene.byId.get(edge.source), scene.byId.get(edge.target)];
      return a?.node.group !== b?.node.group || a?.node.lane !== b?.node.lane;
    });
    expect(scene.bundles.reduce((sum, { count }) => sum + count, 0)).toBe(between.length);
  });

  it('finds what lies under the pointer', () => {
    const { x, y } = scene.layout.places.get('w3') as Place;
    expect(nodeAt(scene, { x: x + 5, y: y - 5 })?.node.id).toBe('w3');
    expect(nodeAt(scene, { x: -99_999, y })).toBeUndefined();
    expect(edgeAt(scene.loud, pointOn(red, 0.5), 6)?.edge.id).toBe('x40');
    expect(edgeAt(scene.loud, { x: -99_999, y: 0 }, 6)).toBeUndefined();
  });

  it('begins at a violation, and every node is reached by arrows', () => {
    expect(firstNode(scene)?.node.id).toBe(red.edge.source);
    expect(nextNode(scene, undefined, 'up')).toBe(firstNode(scene));
    const reached = new Set([firstNode(scene)?.node.id]);
    for (const id of reached) for (const heading of ['left', 'right', 'up', 'down'] as const) reached.add(nextNode(scene, id, heading)?.node.id); // prettier-ignore
    expect(reached.size).toBe(scene.spots.length);
  });
});

test('the neighbourhood holds the violation and who touches it, and nothing where all is calm', () => {
  const near = neighbourhood(graph);
  expect(near.edges.some(({ id }) => id === 'x40')).toBe(true);
  expect(near.nodes.length).toBeLessThan(graph.nodes.length);
  expect(neighbourhood({ ...plain, edges: plain.edges.map((edge) => ({ ...edge, standing: 'known' as const })) }).nodes).toEqual([]); // prettier-ignore
  expect(around(graph, new Set(['w3'])).edges.every(({ source, target }) => source === 'w3' || target === 'w3')).toBe(true); // prettier-ignore
});

describe('the camera', () => {
  const size = { w: 1_200, h: 800 };
  it('shows all of it', () => {
    const view = seen(fitting(scene.layout.bounds, size), size);
    const { x, y, w, h } = scene.layout.bounds;
    expect(view.x <= x && view.y <= y && view.x + view.w >= x + w && view.y + view.h >= y + h).toBe(true);
  });

  it('zooms at the pointer, within limits', () => {
    const before = { k: 1, x: 10, y: 20 };
    const after = zoomed(before, 2, { x: 300, y: 200 });
    expect((300 - after.x) / after.k).toBeCloseTo(300 - before.x);
    expect(zoomed(before, 1e9, { x: 0, y: 0 }).k).toBeLessThanOrEqual(3);
    expect([0.1, 1, 2].map((k) => levelOf({ k, x: 0, y: 0 }))).toEqual(['far', 'near', 'close']);
  });

  it('moves only when the point is out of sight', () => {
    const camera = { k: 1, x: 0, y: 0 };
    expect(showing(camera, { x: 600, y: 400 }, size)).toBe(camera);
    expect(showing(camera, { x: 5_000, y: 400 }, size).x).toBeLessThan(0);
  });
});

test('the picture as SVG holds every node, and nothing in it can run or load', () => {
  const evil: Graph = { ...graph, nodes: graph.nodes.map((node, index) => (index === 9 ? { ...node, label: '"><script>alert(1)</script>\u202e' } : node)) }; // prettier-ignore
  const svg = svgOf(evil, layout(evil), light);
  expect(svg.match(/<text/g)?.length).toBeGreaterThan(graph.nodes.length);
  expect(svg).not.toMatch(/<script|<image|href|\u202e|on\w+=/);
});

describe('what is chosen', () => {
  const silent = scene.spots.find(({ node }) => node.id === 'w9')!;
  const more: Graph = { ...graph, nodes: graph.nodes.map((node) => (node.id === 'w9' ? { ...node, standing: 'violation' as const } : node)) }; // prettier-ignore
  const both = sceneOf(more, layout(more));

  it('goes from violation to violation, round and round, lines before those that are silent', () => {
    const line = { kind: 'edge', id: 'x40' } as const;
    const node = { kind: 'node', id: silent.node.id } as const;
    expect([violationBeside(both, undefined, 1), violationBeside(both, line, 1), violationBeside(both, node, 1)]).toEqual([line, node, line]); // prettier-ignore
    expect([violationBeside(both, undefined, -1), violationBeside(both, line, -1)]).toEqual([node, node]);
    const calm = sceneOf(plain, layout(plain));
    expect(violationBeside(calm, undefined, 1)).toEqual(calm.loud.length === 0 ? undefined : expect.anything());
  });

  it('is what lies under the pointer: a node before a line, from afar no line but a red one', () => {
    const quiet = scene.curves.find(({ edge }) => edge.standing === 'known' && edge.source !== red.edge.source)!;
    const free = [0.3, 0.4, 0.5, 0.6].map((t) => pointOn(quiet, t)).find((point) => nodeAt(scene, point) === undefined)!; // prettier-ignore
    expect(choiceAt(scene, { k: 1, x: 0, y: 0 }, free)?.kind).toBe('edge');
    expect(choiceAt({ ...scene, loud: [] }, { k: 0.2, x: 0, y: 0 }, free)?.kind).not.toBe('edge');
    expect(choiceAt(scene, { k: 1, x: 0, y: 0 }, silent.place)).toEqual({ kind: 'node', id: 'w9' });
  });

  it('of a line, an arrow leads on from where it begins', () => {
    const from = nodeBeside(scene, { kind: 'node', id: red.edge.source }, 'right');
    expect(nodeBeside(scene, { kind: 'edge', id: 'x40' }, 'right')).toEqual(from);
  });
});
