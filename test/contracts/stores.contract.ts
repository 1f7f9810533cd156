import type { DynamoStores } from '../../adapters/dynamodb/stores.ts';
import { describeAuditEventStore } from './audit-event-store.contract.ts';
import { describeAuditStore } from './audit-store.contract.ts';
import { describeBaselineStore } from './baseline-store.contract.ts';
import { describeClusterPartStore } from './cluster-part-store.contract.ts';
import { describeClusterStore } from './cluster-store.contract.ts';
import { describeCounterStore } from './counter-store.contract.ts';
import { describeEdgeStore } from './edge-store.contract.ts';
import { describeFindingStore } from './finding-store.contract.ts';
import { describeIncidentStore } from './incident-store.contract.ts';
import { describeIntervalStore } from './interval-store.contract.ts';
import { exposure, namespaceFacts, nodeFacts, risk, traits } from './inventory-samples.ts';
import { describeNoticeStore } from './notice-store.contract.ts';
import { describeObservedStore } from './observed-store.contract.ts';
import { describeRenownStore } from './renown-store.contract.ts';
import { hostileNames, later, type Make } from './samples.ts';
import { describeStormStore } from './storm-store.contract.ts';
import { describeThreadStore } from './thread-store.contract.ts';
import { describeWorkloadStore } from './workload-store.contract.ts';

/** Every suite of a store, on one pair of handles each time. */
export function describeStores(name: string, make: Make<DynamoStores>): void {
  const only =
    <Which extends keyof DynamoStores>(which: Which): Make<DynamoStores[Which]> =>
    async () => {
      const [one, other] = await make();
      return [one[which], other[which]];
    };
  describeEdgeStore(name, only('edges'));
  describeWorkloadStore(name, only('workloads'));
  describeCounterStore(name, only('counters'));
  describeIntervalStore(name, only('intervals'));
  describeBaselineStore(name, only('baselines'));
  describeRenownStore(name, only('renown'));
  describeFindingStore(name, only('findings'));
  describeIncidentStore(name, only('incidents'));
  describeNoticeStore(name, only('notices'));
  describeThreadStore(name, only('threads'));
  describeStormStore(name, only('storms'));
  describeClusterStore(name, only('clusters'));
  describeAuditStore(name, only('audit'));
  describeAuditEventStore(name, only('events'));
  describeClusterPartStore(name, only('parts'));
  const names = hostileNames.map((hostile) => hostile.toWellFormed().slice(0, 250));
  describeObservedStore(
    name,
    { things: 'exposures', sample: exposure, idOf: ({ id }) => id, other: (one) => ({ ...one, goneAt: later }), names },
    only('exposures'),
  );
  describeObservedStore(
    name,
    {
      things: 'traits',
      sample: traits,
      idOf: ({ lineage }) => lineage,
      other: (one) => ({ ...one, hostPID: true }),
      names,
    },
    only('traits'),
  );
  describeObservedStore(
    name,
    {
      things: 'namespaces',
      sample: namespaceFacts,
      idOf: ({ name: id }) => id,
      other: (one) => ({ ...one, labels: { a: 'b' } }),
      names,
    },
    only('namespaces'),
  );
  describeObservedStore(
    name,
    {
      things: 'machines',
      sample: nodeFacts,
      idOf: ({ name: id }) => id,
      other: (one) => ({ ...one, ready: 'not-ready' as const }),
      names,
    },
    only('nodes'),
  );
  describeObservedStore(
    name,
    { things: 'risks', sample: risk, idOf: ({ id }) => id, other: (one) => ({ ...one, fixedAt: later }), names },
    only('risks'),
  );
}
