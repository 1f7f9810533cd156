import { memoryStores } from '../../../adapters/memory/stores.ts';
import type { ClusterId } from '../../../core/ids.ts';
import { lineageFrom } from '../../../core/workload.ts';
import { coverageAfter, recordAudit } from '../../../lambdas/audit/record.ts';
import { auditEvent, container, traits } from '../../contracts/inventory-samples.ts';
import { at, later, newCluster, workload } from '../../contracts/samples.ts';
import { recording } from '../record.ts';

function desk(cluster: ClusterId = newCluster()) {
  const stores = memoryStores();
  const { log, meter } = recording();
  const deps = { ...stores, now: () => Date.parse(at) + 15_000, log, meter };
  return { stores, cluster, deps };
}

describe('what the audit log tells', () => {
  test('names the creator of a workload that is known, once; a controller of Kubernetes is no creator', async () => {
    const { stores, cluster, deps } = desk();
    const lineage = lineageFrom(cluster, 'uid-1');
    await stores.workloads.put(workload(cluster, 'checkout', { lineage, uid: 'uid-1' }), at);
    const create = auditEvent(cluster, 'a', { uid: 'uid-1' });
    await recordAudit(cluster, [auditEvent(cluster, 'k', { uid: 'uid-1', actor: 'system:serviceaccount:kube-system:deployment-controller' })], at, deps); // prettier-ignore
    await recordAudit(cluster, [auditEvent(cluster, 'r', { uid: 'uid-1', status: 403, actor: 'mallory' })], at, deps);
    expect((await stores.workloads.find(cluster, lineage))?.creator).toBeUndefined();
    await recordAudit(cluster, [create], at, deps);
    await recordAudit(cluster, [create, auditEvent(cluster, 'b', { uid: 'uid-1', actor: 'mallory' })], at, deps);
    expect((await stores.workloads.find(cluster, lineage))?.creator).toBe('ada@example.com');
  });

  test('whoever acted as somebody else made it as that one', async () => {
    const { stores, cluster, deps } = desk();
    const lineage = lineageFrom(cluster, 'uid-1');
    await stores.workloads.put(workload(cluster, 'checkout', { lineage, uid: 'uid-1' }), at);
    await recordAudit(cluster, [auditEvent(cluster, 'a', { uid: 'uid-1', as: 'deployer' })], at, deps);
    expect((await stores.workloads.find(cluster, lineage))?.creator).toBe('deployer');
  });

  test('a patch is held against what the template was, and says which containers joined', async () => {
    const { stores, cluster, deps } = desk();
    const lineage = lineageFrom(cluster, 'uid-1');
    await stores.traits.put(traits(cluster, 'checkout', { lineage, uid: 'uid-1', containers: [container()], asOf: '2026-11-23T13:59:00.000Z' }), at); // prettier-ignore
    const containers = [{ name: 'main', image: 'docker.io/shop/checkout:v2' }, { name: 'side', image: 'docker.io/q8w/side:1' }]; // prettier-ignore
    await recordAudit(cluster, [auditEvent(cluster, 'p', { verb: 'patch', uid: 'uid-1', status: 200, change: { containers } })], at, deps); // prettier-ignore
    const [event] = await stores.events.ofNamespace(cluster, 'shop', at, at);
    expect(event?.change?.added).toEqual([containers[1]]);
  });

  test('a look that is younger than the patch tells nothing of what was before', async () => {
    const { stores, cluster, deps } = desk();
    await stores.traits.put(traits(cluster, 'checkout', { lineage: lineageFrom(cluster, 'uid-1'), uid: 'uid-1', asOf: later }), at); // prettier-ignore
    const change = { containers: [{ name: 'side', image: 'docker.io/q8w/side:1' }] };
    await recordAudit(cluster, [auditEvent(cluster, 'p', { verb: 'patch', uid: 'uid-1', change })], at, deps);
    expect((await stores.events.ofNamespace(cluster, 'shop', at, at))[0]?.change).toEqual(change);
  });
});

describe('how whole the audit log is', () => {
  const cluster = 'prod' as ClusterId;
  const minute = (count: number) => new Date(Date.parse(at) + count * 60_000).toISOString();

  test('records one after the other leave no gap, a long silence leaves one, a late record another', () => {
    let coverage = coverageAfter(undefined, cluster, minute(0), minute(0));
    coverage = coverageAfter(coverage, cluster, minute(5), minute(5));
    expect(coverage.gaps).toEqual([]);
    coverage = coverageAfter(coverage, cluster, minute(25), minute(25));
    expect(coverage.gaps).toEqual([{ from: minute(5), to: minute(25), why: 'silent' }]);
    coverage = coverageAfter(coverage, cluster, minute(30), minute(50));
    expect(coverage.gaps.at(-1)).toEqual({ from: minute(30), to: minute(50), why: 'late' });
    expect(coverage).toMatchObject({ state: 'on', newestAt: minute(30), receivedAt: minute(50) });
  });

  test('a record from before moves nothing back', () => {
    const coverage = coverageAfter(
      coverageAfter(undefined, cluster, minute(9), minute(9)),
      cluster,
      minute(3),
      minute(10),
    );
    expect(coverage).toMatchObject({ newestAt: minute(9), gaps: [] });
  });
});
