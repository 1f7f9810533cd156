import { cutMiddle, visible } from './defang.ts';
import type { DeviationKind } from './deviation.ts';
import type { Finding } from './finding.ts';
import type { Incident } from './incident.ts';

/** What was so before, as far as it is known: against this the deviation stands out. */
export function normal(incident: Incident, findings: readonly [Finding, ...Finding[]]): string[] {
  const [standing, ...rest] = standingOf(incident, findings);
  return [standing, ...(reaching.has(findings[0].kind) ? usualWords(incident) : []), ...rest];
}

/** Where whom it talks to otherwise says how odd this is. */
const reaching: ReadonlySet<DeviationKind> = new Set(['new-egress', 'nameless-egress', 'new-connection', 'threat-contact', 'mining-protocol', 'imitation', 'resolver-bypass', 'beacon']); // prettier-ignore

function usualWords({ workload, chain }: Incident): string[] {
  const { usual } = chain ?? {};
  if (usual === undefined) return [];
  const peers = usual.peers.map((peer) => cutMiddle(visible(peer), 80));
  const more = usual.names - peers.length;
  const last = more > 0 ? `${more} more` : 'nobody else';
  return [`By its baseline ${cutMiddle(visible(workload), 120)} talks to ${peers.join(', ')} and ${last}.`];
}

function standingOf(incident: Incident, findings: readonly [Finding, ...Finding[]]): [string, ...string[]] {
  const [first] = findings;
  const { mode, baseline } = first.judgedWith;
  const who = cutMiddle(visible(incident.workload), 120);
  const shadow = mode === 'shadow' ? ['The cluster is in shadow mode: other deviations are recorded, and wake nobody.'] : [];
  if (first.kind === 'sentinel-silent' || first.kind === 'coverage-lost') return [coverageOf(first.reason)];
  if (mode === 'learning') return [`Not known yet: ${incident.cluster} is still learning (baseline version ${baseline}). Threat lists and mining protocols are judged all the same.`];
  if (findings.some(({ kind }) => kind === 'lineage-break')) return [`Another workload bore this name. Nothing of what it did is inherited (baseline version ${baseline}).`, ...shadow];
  if (findings.some(({ kind }) => kind === 'new-workload')) return [`Nothing is: ${who} was created after learning ended and is not in the baseline (version ${baseline}).`, ...shadow];
  const said = first.reason === 'name-and-handshake-differ' ? 'Who answers bears the name that DNS was asked for' : ways[first.kind];
  if (said !== undefined) return [`${said} (version ${baseline}).`, ...shadow];
  if (findings.some(({ reason }) => reason === 'edge-not-in-baseline' || reason === 'entered-just-before')) return [`${who} is known, this way of talking is not: it is not in the baseline (version ${baseline}).`, ...shadow];
  if (first.match ?? first.mining) return [`Listed names and mining protocols are never learned, so that no baseline excuses them (version ${baseline}).`, ...shadow];
  return [`${who} was not seen to do this while the baseline was learned (version ${baseline}).`, ...shadow];
} // prettier-ignore

const ways: Partial<Record<DeviationKind, string>> = {
  'new-exposure': 'Nobody could reach it from outside this way while the baseline was learned',
  'resolver-bypass': "It asked the cluster's resolver while the baseline was learned, and no other",
  'metadata-access': "It never asked its node's metadata service while the baseline was learned",
};

function coverageOf(reason: string): string {
  if (reason.startsWith('kubernetes-')) return 'The Kubernetes API of each cluster is asked every minute who owns which address.';
  if (reason === 'foreign-endpoints' || reason === 'flood') return 'A sentinel tells of its own node alone, and of no more than a node can have to tell.';
  if (reason === 'sees-nothing') return 'What passes between two nodes is seen by the sentinels of both.';
  if (reason === 'sentinels-silent-at-once') return 'The sentinels of all ready nodes are heard every minute or two, whether there is news or not.';
  return 'The sentinel of each ready node is heard every minute or two, whether there is news or not.';
} // prettier-ignore
