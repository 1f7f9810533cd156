import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Baseline, Fact } from '../../core/baseline.ts';
import type { BaselineStore } from '../../core/ports.ts';
import { sortedBy } from '../sorted-by.ts';
import { type Image, type Item, itemOf, valueIn } from './item.ts';
import { baselineKey, factKey, factListKey, factListPartitions } from './keys.ts';
import { getItem, getItems, indexed, putRevision } from './requests.ts';

export function dynamoBaselines(client: DynamoDBClient, tableName: string): BaselineStore {
  const table = { client, name: tableName };
  return {
    async state(cluster) {
      const item = await getItem(table, baselineKey(cluster), 'strong');
      return item && baselineFromItem(item);
    },
    setState: (baseline, expected) => putRevision(table, itemFromBaseline(baseline), expected),
    async known(cluster, lineage, facts) {
      const items = await getItems(table, facts.map((id) => factKey(cluster, lineage, id)), 'strong'); // prettier-ignore
      return new Set(items.map((item) => factFromItem(item).id));
    },
    async add(fact) {
      return (await putRevision(table, itemFromFact(fact), undefined)) === 'stored' ? 'stored' : 'known';
    },
    async facts(cluster) {
      const items = await indexed(table, factListPartitions(cluster), 'fact');
      return sortedBy(items.map(factFromItem), ({ id }) => id);
    },
  };
}

/** The version of the state is its revision: each change raises it by one. */
export function itemFromBaseline(baseline: Baseline): Item {
  return itemOf(baselineKey(baseline.cluster), 'baseline', baseline, { revision: baseline.version });
}

export function baselineFromItem(item: Image): Baseline {
  return valueIn(item, Baseline);
}

export function itemFromFact(fact: Fact): Item {
  const { cluster, lineage, id } = fact;
  return itemOf(factKey(cluster, lineage, id), 'fact', fact, { index: factListKey(cluster, id) });
}

export function factFromItem(item: Image): Fact {
  return valueIn(item, Fact);
}
