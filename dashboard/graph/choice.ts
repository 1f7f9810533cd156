import { type Camera, levels } from './camera.ts';
import { edgeAt, type Heading, nextNode, nodeAt, type Scene } from './scene.ts';

/** What somebody looks at. */
export type Choice = { readonly kind: 'node' | 'edge'; readonly id: string } | undefined;

/** The violation after (1) or before (-1) the one that is chosen, round and round: lines, then those in violation that are silent. */
export function violationBeside({ loud, marked }: Scene, choice: Choice, step: 1 | -1): Choice {
  const touched = new Set(loud.flatMap(({ edge }) => [edge.source, edge.target]));
  const all: NonNullable<Choice>[] = [...loud.map(({ edge }) => ({ kind: 'edge' as const, id: edge.id })), ...marked.filter(({ node }) => !touched.has(node.id)).map(({ node }) => ({ kind: 'node' as const, id: node.id }))]; // prettier-ignore
  if (all.length === 0) return undefined;
  const at = all.findIndex(({ id }) => id === choice?.id);
  return all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length];
}

/** Where an arrow key leads from what is chosen; from a line, that is from where it begins. */
export function nodeBeside(scene: Scene, choice: Choice, heading: Heading): Choice {
  const from = choice?.kind === 'edge' ? scene.curves.find(({ edge }) => edge.id === choice.id)?.edge.source : choice?.id; // prettier-ignore
  const next = nextNode(scene, from, heading);
  return next && { kind: 'node', id: next.node.id };
}

/** What is at that point of the world: a node before a line, and of lines from afar only red ones. */
export function choiceAt(scene: Scene, { k }: Camera, point: { readonly x: number; readonly y: number }): Choice {
  const reach = 7 / k;
  const far = k < levels.near;
  const spot = nodeAt(scene, point, far ? reach : 0);
  if (spot !== undefined) return { kind: 'node', id: spot.node.id };
  const curve = edgeAt(scene.loud, point, reach) ?? (far ? undefined : edgeAt(scene.curves, point, reach));
  return curve && { kind: 'edge', id: curve.edge.id };
}
