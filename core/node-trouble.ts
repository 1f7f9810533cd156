import type { Baseline } from './baseline.ts';
import type { Finding } from './finding.ts';
import type { ClusterId } from './ids.ts';
import { reporter } from './judge-report.ts';
import { lineageFrom } from './workload.ts';

/** What a node's sentinel does that an honest one does not: it tells of other nodes, or more than a node can have to tell. */
export type NodeTrouble = 'foreign-endpoints' | 'flood';

const words: Readonly<Record<NodeTrouble, string>> = {
  'foreign-endpoints': 'tells of conversations that its node took no part in: what it says is set aside, and its token may be stolen',
  flood: 'tells of more that is new than a node has to tell: the rest is set aside until it calms down',
}; // prettier-ignore

/** One finding for each node and trouble, however often it happens. `at`: RFC 3339. */
export function nodeTrouble(cluster: ClusterId, node: string, reason: NodeTrouble, at: string, baseline: Pick<Baseline, 'mode' | 'version'>): Finding {
  const subject = { lineage: lineageFrom(cluster, `node/${node}`), label: `node ${node}`.slice(0, 600) };
  const report = reporter({ cluster, firstSeen: at, seenBy: node }, subject, { baseline, intelligence: { version: 'none' } });
  return report('coverage-lost', 'high', reason, { object: `sentinel/${reason}`, label: `the sentinel of ${node} ${words[reason]}` });
} // prettier-ignore
