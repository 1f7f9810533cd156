import * as z from 'zod';
import { ClusterId } from '../core/ids.ts';
import { problem, type Problem } from '../core/problem.ts';

/** What the gateway hands on of what authorize found out; who speaks is never taken from anywhere else. */
export const Speaker = z.discriminatedUnion('kind', [
  /** An enrolment token speaks for the whole of its cluster. */
  z.object({ kind: z.literal('enrolment'), cluster: ClusterId }),
  z.object({
    kind: z.literal('projected'),
    cluster: ClusterId,
    /** What its account may tell of. A gateway may remember the answer of an authorizer that knew sentinels alone. */
    role: z.enum(['sentinel', 'inventory']).default('sentinel'),
    node: z.string(),
    nodeUid: z.string(),
    podUid: z.string(),
    /** Seconds since 1970. The gateway hands numbers on as they are; a stand-in may make texts of them. */
    expires: z.coerce.number(),
  }),
]);
export type Speaker = z.infer<typeof Speaker>;

export type SpeakerRole = 'sentinel' | 'inventory';

const speaks: Readonly<Record<SpeakerRole, string>> = {
  sentinel: 'The account of this token is that of the sentinels, which may tell of their own node alone.',
  inventory: 'The account of this token pushes the inventory, and nothing else.',
};

/** Why this speaker may not tell this; undefined where it may. The gateway may have believed the authorizer for five minutes. */
export function unheard(speaker: Speaker, role: SpeakerRole, nowMs: number): Problem | undefined {
  if (speaker.kind === 'enrolment') return undefined;
  if (speaker.expires * 1_000 <= nowMs) return problem(401, 'Token expired', 'The token has ended. Read it from its file again.', 'Authorization'); // prettier-ignore
  return speaker.role === role ? undefined : problem(403, 'Foreign account', speaks[speaker.role], 'Authorization');
}
