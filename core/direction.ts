import * as z from 'zod';
import type { Edge } from './edge.ts';
import { isExternal } from './peer.ts';

export const Direction = z.enum(['north-south', 'east-west', 'egress']);
export type Direction = z.infer<typeof Direction>;

/** Derived here and nowhere else: a node cannot know it. */
export function directionOf(edge: Pick<Edge, 'source' | 'destination'>): Direction {
  if (isExternal(edge.destination)) return 'egress';
  return isExternal(edge.source) ? 'north-south' : 'east-west';
}
