import type { Baseline } from '../../core/baseline.ts';
import { concerns } from '../../core/chain.ts';
import type { Change } from '../../core/change.ts';
import type { Finding } from '../../core/finding.ts';
import type { ClusterId, Lineage } from '../../core/ids.ts';
import { type AuditEvent, isControlPlane, isEntry, succeeded } from '../../core/inventory/audit-event.ts';
import type { WorkloadStore } from '../../core/ports/graph.ts';
import { reconsider, tellFindings } from '../tell-findings.ts';
import { judgeNewcomer } from './birth.ts';
import { readTogether } from '../read-together.ts';
import { type DetectDeps, judge, readAhead, statesOf } from './detect.ts';
import { judgeWayIn } from './exposures.ts';

export interface ChangeDeps extends DetectDeps {
  readonly workloads: Pick<WorkloadStore, 'find' | 'findAll' | 'ofNamespace'>;
}

/** Judges what changed, each by its own rules, and tells it together: one batch makes one notice of an incident. */
export async function detectChanges(changes: readonly Change[], given: ChangeDeps): Promise<void> {
  const deps = readTogether(given);
  const states = await statesOf(changes.map(({ value }) => value), deps);
  await readAhead(changes.flatMap((change) => (change.kind === 'edge' ? [change.value] : [])), states, deps);
  const found: Finding[] = [];
  const touched = new Map<string, readonly [ClusterId, Lineage]>();
  for (const change of changes) {
    const { cluster } = change.value;
    found.push(...(await judgedBy(change, states(change.value), deps)));
    if (change.kind === 'event') for (const lineage of await concernedBy(change.value, deps)) touched.set(`${cluster} ${lineage}`, [cluster, lineage]);
  }
  await tellFindings(found, deps);
  for (const [cluster, lineage] of touched.values()) await reconsider(cluster, lineage, deps);
} // prettier-ignore

async function judgedBy(change: Change, state: Baseline, deps: ChangeDeps): Promise<readonly Finding[]> {
  switch (change.kind) {
    case 'edge':
      return judge(change.value, state, deps);
    case 'exposure':
      return judgeWayIn(change.value, state, deps);
    case 'traits':
      return judgeNewcomer(change.value, state, deps);
    case 'event':
      return judgeOpened(change.value, state, deps);
  }
}

/** Who opened a way is told by the audit log, which may come after the way was seen. */
async function judgeOpened(event: AuditEvent, state: Baseline, deps: ChangeDeps): Promise<readonly Finding[]> {
  if (!ways.has(event.resource)) return [];
  const open = (await deps.exposures.ofCluster(event.cluster)).filter(({ object }) => object.namespace === event.namespace && object.name === event.name); // prettier-ignore
  return (await Promise.all(open.map((exposure) => judgeWayIn(exposure, state, deps)))).flat();
}

const ways: ReadonlySet<string> = new Set(['services', 'ingresses', 'gateways', 'virtualservices', 'httproutes', 'grpcroutes', 'pods']); // prettier-ignore

/** Workloads that somebody's hand was laid on: what was found of them may be graver now. */
async function concernedBy(event: AuditEvent, { workloads }: ChangeDeps): Promise<Lineage[]> {
  if (!succeeded(event) || isControlPlane(event.actor) || event.verb === 'delete' || event.verb === 'deletecollection') return []; // prettier-ignore
  if (event.subresource !== undefined && !isEntry(event)) return [];
  return (await workloads.ofNamespace(event.cluster, event.namespace)).filter((workload) => concerns(event, workload)).map(({ lineage }) => lineage); // prettier-ignore
}
