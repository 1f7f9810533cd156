import { initialBaseline } from '../../core/baseline.ts';
import { dailyDigest, digestDue } from '../../core/daily-digest.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { Notice } from '../../core/message.ts';
import type { ClusterPartStore, NodeStore, RiskStore } from '../../core/ports/clusters.ts';
import type { CounterStore } from '../../core/ports/graph.ts';
import type { BaselineStore, FindingStore, IncidentStore } from '../../core/ports/judgement.ts';
import type { Log, Meter } from '../../core/ports/runtime.ts';
import { tellOnce, type TellOnceDeps } from '../tell-once.ts';

export interface DigestDeps extends TellOnceDeps {
  readonly parts: ClusterPartStore;
  readonly baseline: Pick<BaselineStore, 'state'>;
  readonly findings: Pick<FindingStore, 'ofCluster'>;
  readonly incidents: Pick<IncidentStore, 'ofCluster'>;
  readonly risks: Pick<RiskStore, 'ofCluster'>;
  readonly nodes: Pick<NodeStore, 'ofCluster'>;
  readonly counters: Pick<CounterStore, 'heard'>;
  readonly dashboardUrl: string;
  /** 0 to 23, UTC. */
  readonly digestHour: number;
  readonly log: Log;
  readonly meter: Meter;
}

/** A sentinel that was heard within this counts as heard. */
const heardWithinMs = 10 * 60_000;

/** So long one sweep has for one digest before another takes it over. */
const tellingMs = 5 * 60_000;

/**
 * Tells once a day what happened in a cluster without waking anybody. A day that was missed is part of the next digest; where
 * it is not known whether an earlier try got through, it goes out again and says so.
 */
export async function tellDigest(cluster: ClusterId, deps: DigestDeps): Promise<void> {
  const { parts, log, meter } = deps;
  const to = new Date(digestDue(deps.now(), deps.digestHour)).toISOString();
  const last = await parts.find(cluster, 'digest');
  if (last === undefined) {
    // What was before a cluster was there is no news of it: its first digest comes within a day.
    await parts.put('digest', { cluster, dueAt: to }, undefined);
    return;
  }
  const from = last.value.dueAt;
  if (from >= to) return;
  const at = () => new Date(deps.now()).toISOString();
  const { tellingSince } = last.value;
  // Sweeps overlap where one takes longer than a minute; whoever was cut short is made up for.
  if (tellingSince !== undefined && deps.now() - Date.parse(tellingSince) < tellingMs) return;
  const claimed = await parts.put('digest', { cluster, dueAt: from, tellingSince: at() }, last.revision);
  if (claimed === 'stale') return;
  const notice = await digestOf(cluster, from, to, deps);
  // Machines get each finding as it comes.
  const turn = await tellOnce(notice, ['email', 'chat'], 'topic', deps);
  if (turn !== 'done') {
    log.info('digest handed to the topic', { cluster, from, to, reason: turn });
    meter.count('sweep.digests', 1, turn);
  }
  await parts.put('digest', { cluster, dueAt: to }, last.revision + 1);
}

async function digestOf(cluster: ClusterId, from: string, to: string, deps: DigestDeps): Promise<Notice> {
  const now = deps.now();
  const [baseline, findings, incidents, risks, nodes, heard, inventory] = await Promise.all([
    deps.baseline.state(cluster),
    deps.findings.ofCluster(cluster),
    deps.incidents.ofCluster(cluster),
    deps.risks.ofCluster(cluster),
    deps.nodes.ofCluster(cluster),
    deps.counters.heard(cluster, now),
    deps.parts.find(cluster, 'inventory'),
  ]);
  const ready = nodes.filter((node) => node.ready === 'ready' && !node.virtual && node.goneAt === undefined);
  const lately = new Set(heard.filter(({ heardAt }) => now - Date.parse(heardAt) <= heardWithinMs).map(({ node }) => node)); // prettier-ignore
  return dailyDigest({
    cluster,
    from,
    to,
    mode: (baseline ?? initialBaseline(cluster, from, 'plumbline')).mode,
    findings,
    incidents,
    risks,
    nodes: { ready: ready.length, heard: ready.filter(({ name }) => lately.has(name)).length },
    inventory: inventory?.value,
    dashboardUrl: deps.dashboardUrl,
  });
}
