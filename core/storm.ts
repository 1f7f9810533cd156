import { digest } from './hash.ts';
import type { IncidentId } from './ids.ts';
import type { Notice } from './message.ts';
import type { StormCount } from './ports/channels.ts';

/** How long one count lasts. */
export const stormWindowMs = 10 * 60_000;

/** Notices by themselves within a window: what is critical has room of its own, so that no noise takes it. */
const alone: Readonly<Record<Exclude<StormCount, 'grouped'>, number>> = { critical: 4, other: 3 };

/** Grouped notices: at the first, and whenever there are so many times more. Ten thousand in a minute make ten notices in all. */
const groupedFactor = 25;

export function stormCountOf(severity: Notice['severity']): Exclude<StormCount, 'grouped'> {
  return severity === 'critical' ? 'critical' : 'other';
}

/** Whether the nth notice of its sort within a window goes out by itself. */
export function goesAlone(sort: Exclude<StormCount, 'grouped'>, count: number): boolean {
  return count <= alone[sort];
}

/** Which grouped notice of its window the nth grouped incident makes: its version, or undefined where it makes none. */
export function groupedVersion(count: number): number | undefined {
  for (let at = 1, version = 1; at <= count; at *= groupedFactor, version++) if (at === count) return version;
  return undefined;
}

/** The version of the last grouped notice that was due when so many were grouped. */
export function groupedSoFar(count: number): number {
  let version = 1;
  for (let at = groupedFactor; at <= count; at *= groupedFactor) version++;
  return version;
}

export interface Storm {
  /** RFC 3339: when the window began. */
  readonly since: string;
  /** Incidents that were grouped so far. */
  readonly grouped: number;
  readonly version: number;
  readonly link: string;
}

export function stormId({ cluster }: Pick<Notice, 'cluster'>, since: string): IncidentId {
  return digest('storm', cluster, since) as IncidentId;
}

/** One notice for the many that would have gone out by themselves; `last` is the one that made it necessary. */
export function stormNotice(last: Notice, { since, grouped, version, link }: Storm): Notice {
  const from = since.slice(11, 16);
  const until = new Date(Date.parse(since) + stormWindowMs).toISOString().slice(11, 16);
  const next = grouped === 1 ? groupedFactor : grouped * groupedFactor;
  return {
    incident: stormId(last, since),
    cluster: last.cluster,
    version,
    severity: last.severity,
    classification: 'storm',
    headline: `Storm: ${grouped === 1 ? 'more incidents' : `${grouped} more incidents`} in ${last.cluster} since ${from} than are told one by one`.slice(0, 300),
    sections: [
      {
        title: 'What happened (UTC)',
        lines: [
          `Since ${from} more incidents opened or escalated than anybody reads one by one. The first were told by themselves (up to ${alone.critical} critical ones and ${alone.other} others); ${grouped} so far are grouped here.`,
          `The last of them: ${last.headline}`,
        ],
      },
      {
        title: 'What to do',
        lines: [
          'Open the list: every incident is in it, with its evidence, the worst first.',
          'A rollout of something that is everywhere (a mesh, an agent) looks like this; so does an attacker who hides in noise. What is critical among them is counted apart and told first.',
          `Until ${until} further ones are told here again when there are ${next}, after that by themselves.`,
        ],
      },
    ],
    link: link.slice(0, 500),
    techniques: [],
    resent: false,
  };
} // prettier-ignore
