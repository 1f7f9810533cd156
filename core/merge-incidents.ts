import type { Chain } from './chain.ts';
import { isEscalated, told, untold } from './decide-incident.ts';
import type { Incident, TimelineEntry } from './incident.ts';
import { bounded, summed, unionOf, worstHundred } from './incident-content.ts';
import { spreadsFrom, spreadText, workloadsIn } from './incident-spread.ts';

/** Why incidents belong together, when that is decided, and what is known of the workload that is worst in all of them. */
export interface Merging {
  readonly destination: string;
  readonly chain: Chain | undefined;
  /** RFC 3339. */
  readonly now: string;
}

export interface Merged {
  readonly whole: Incident;
  /** The others, as what is left of them under their own roots: closed, and where they went. */
  readonly parts: readonly Incident[];
}

/**
 * One incident of those that meet at a destination. It bears the root that sorts first, so that whoever came first does not
 * name it; what people were told under another root counts as told. `fresh`: one that was never written.
 */
export function merge(incidents: readonly [Incident, ...Incident[]], merging: Merging, fresh?: Incident): Merged {
  const survivor = incidents.reduce((one, other) => (other.root < one.root ? other : one));
  const rest = incidents.filter(({ id }) => id !== survivor.id);
  const written = incidents.filter((one) => one !== fresh);
  const joined = rest.reduce((into, other) => withFindingsOf(into, other, merging), survivor);
  const whole = counted(joined, written.length === 0 ? incidents : written, merging.now);
  return { whole, parts: rest.map((one) => partOf(one, whole, merging)) };
}

function withFindingsOf(survivor: Incident, other: Incident, { destination, chain, now }: Merging): Incident {
  // Whoever was cut short after writing the survivor merges once more.
  const there = new Set(survivor.findings.map(({ id }) => id));
  if (other.findings.every(({ id }) => there.has(id))) return survivor;
  const all = unionOf([...survivor.findings, ...other.findings]);
  const kept = worstHundred(all.values());
  const before = other.announcedVersion > 0 ? `; it was told before as incident ${other.id}` : '';
  const entry = mergedAt(now, `${other.workload} reaches ${destination} as well${before}`);
  const acknowledged = survivor.acknowledged ?? other.acknowledged;
  return summed({
    ...survivor,
    findings: kept,
    moreFindings: survivor.moreFindings + other.moreFindings + all.size - kept.length,
    ...(chain && { chain }),
    ...(acknowledged && { acknowledged }),
    timeline: [...survivor.timeline, ...other.timeline.filter(({ what }) => what === 'joined'), entry],
    openedAt: other.openedAt < survivor.openedAt ? other.openedAt : survivor.openedAt,
    updatedAt: now,
  });
}

/** With the version that follows from what people know by now: a new one only where it is worse than any that they know. */
function counted(whole: Incident, known: readonly Incident[], now: string): Incident {
  const latest = known.reduce((one, other) => (other.version > one.version ? other : one));
  if (known.some((one) => !spreadsFrom(one, whole) && !isEscalated(whole, one))) return untold(whole, latest, now);
  const [before] = known.toSorted((one, other) => workloadsIn(other) - workloadsIn(one)) as [Incident];
  const text = whole.severity === before.severity ? spreadText(whole) : `${before.severity} became ${whole.severity}`; // prettier-ignore
  const { version, announcedVersion } = latest;
  return told({ ...whole, version: version + 1, announcedVersion, timeline: bounded([...whole.timeline, { at: now, what: 'escalated', text }]) }); // prettier-ignore
}

function partOf(other: Incident, { id, root }: Incident, { destination, now }: Merging): Incident {
  const entry = mergedAt(now, `became part of incident ${id}: both reach ${destination}`);
  return {
    ...told(other),
    state: 'closed',
    into: { id, root },
    timeline: bounded([...other.timeline, entry]),
    updatedAt: now,
    announcedVersion: other.version,
  };
}

function mergedAt(at: string, text: string): TimelineEntry {
  return { at, what: 'merged', text: text.slice(0, 700) };
}
