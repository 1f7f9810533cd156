import * as z from 'zod';
import { Mode } from '../baseline.ts';
import { Direction } from '../direction.ts';
import { Integer } from '../fields.ts';
import { EdgeId } from '../ids.ts';
import { Instant } from '../instant.ts';
import { Peer } from '../peer.ts';

/** Who stands at an end of an edge: once, however many edges lead there. */
export const MapEnd = z.object({
  peer: Peer,
  label: z.string(),
  /** Of a name that is not registrable itself: the domain that it belongs to. */
  domain: z.string().optional(),
  /** Of a workload that is stored. */
  workload: z.object({ kind: z.string(), name: z.string(), createdAt: Instant }).optional(),
});
export type MapEnd = z.infer<typeof MapEnd>;

/** Edges as they are drawn, a list for each field: of a hundred thousand edges the names of the fields would be most of the answer, and of the time that it takes to check and read it. */
export const MapEdges = z.object({
  ids: z.array(EdgeId),
  /** Indexes in `ends`. */
  sources: z.array(Integer),
  destinations: z.array(Integer),
  directions: z.array(Direction),
  /** Protocol and port: `tcp/443`. */
  ports: z.array(z.string()),
  /** The most telling operation, and how many more there are. */
  said: z.array(z.string()),
  /** Milliseconds since 1970; `lastSeen` 0 where the counters are gone by now. */
  firstSeen: z.array(Integer),
  lastSeen: z.array(z.number()),
});
export type MapEdges = z.infer<typeof MapEdges>;

/** The application security graph as far as it is drawn: about a tenth of its edges in full. */
export const GraphMap = z.object({
  cluster: z.string(),
  mode: Mode,
  baselineVersion: Integer,
  ends: z.array(MapEnd),
  edges: MapEdges,
  next: z.string().optional(),
});
export type GraphMap = z.infer<typeof GraphMap>;
