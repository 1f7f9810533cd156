import type { DynamoStores } from '../../adapters/dynamodb/stores.ts';
import { describeAuditStore } from './audit-store.contract.ts';
import { describeBaselineStore } from './baseline-store.contract.ts';
import { describeClusterStore } from './cluster-store.contract.ts';
import { describeCounterStore } from './counter-store.contract.ts';
import { describeEdgeStore } from './edge-store.contract.ts';
import { describeFindingStore } from './finding-store.contract.ts';
import { describeIncidentStore } from './incident-store.contract.ts';
import { describeIntervalStore } from './interval-store.contract.ts';
import { describeNoticeStore } from './notice-store.contract.ts';
import type { Make } from './samples.ts';
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
  describeFindingStore(name, only('findings'));
  describeIncidentStore(name, only('incidents'));
  describeNoticeStore(name, only('notices'));
  describeClusterStore(name, only('clusters'));
  describeAuditStore(name, only('audit'));
}
