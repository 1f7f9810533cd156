import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { Baseline, Fact } from '../../core/baseline.ts';
import { BaselineVersion } from '../../core/baseline-version.ts';
import type { FactId } from '../../core/ids.ts';
import type { BaselineStore } from '../../core/ports/judgement.ts';
import { Rejection } from '../../core/rejection.ts';
import type { Standing } from '../../core/standing.ts';
import { sortedBy } from '../sorted-by.ts';
import { type Image, type Item, itemOf, typeIn, valueIn } from './item.ts';
import {
  baselineKey,
  factKey,
  factListKey,
  factListPartitions,
  factPartition,
  versionKey,
  versionsPartition,
} from './keys.ts';
import { firstOf, getItem, getItems, indexed, itemsOf, putRevision } from './requests.ts';

export function dynamoBaselines(client: DynamoDBClient, tableName: string): BaselineStore {
  const table = { client, name: tableName };
  const put = async (item: Item) => void (await client.send(new PutItemCommand({ TableName: tableName, Item: item })));
  const store: BaselineStore = {
    async state(cluster) {
      const item = await getItem(table, baselineKey(cluster), 'strong');
      return item && baselineFromItem(item);
    },
    setState: (baseline, expected) => putRevision(table, itemFromBaseline(baseline), expected),
    standing: (cluster, lineage, facts) => store.standings(facts.map((id) => ({ cluster, lineage, id }))),
    async standings(facts) {
      const items = await getItems(table, facts.map(({ cluster, lineage, id }) => factKey(cluster, lineage, id)), 'strong'); // prettier-ignore
      return new Map(items.map(standingFromItem));
    },
    async add(fact) {
      if ((await putRevision(table, itemFromFact(fact), undefined)) === 'stored') return 'stored';
      const { cluster, lineage, id } = fact;
      return (await store.standing(cluster, lineage, [id])).get(id)?.kind === 'rejected' ? 'rejected' : 'known';
    },
    // No condition: a person's word goes before whatever stands there, and the later word before the earlier.
    accept: (fact) => put(itemFromFact(fact)),
    reject: (rejection) => put(itemFromRejection(rejection)),
    async facts(cluster) {
      const items = await indexed(table, factListPartitions(cluster), 'fact');
      return sortedBy(items.map(factFromItem), ({ id }) => id);
    },
    async ofLineage(cluster, lineage, limit) {
      const items = await firstOf(table, factPartition(cluster, lineage), limit);
      return items.filter((item) => typeIn(item) === 'fact').map(factFromItem);
    },
    async rejections(cluster) {
      const items = await indexed(table, factListPartitions(cluster), 'rejection');
      return sortedBy(items.map((item) => valueIn(item, Rejection)), ({ id }) => id); // prettier-ignore
    },
    async keepVersion(version) {
      const item = itemOf(versionKey(version.cluster, version.version), 'version', version);
      return (await putRevision(table, item, undefined)) === 'stored' ? 'stored' : 'known';
    },
    async versions(cluster) {
      const items = await itemsOf(table, [versionsPartition(cluster)], 'eventual');
      return items.map((item) => valueIn(item, BaselineVersion)).toSorted((a, b) => b.version - a.version);
    },
  };
  return store;
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

/** Under the key of the fact that it forbids, so that both can never stand. */
export function itemFromRejection(rejection: Rejection): Item {
  const { cluster, lineage, id } = rejection;
  return itemOf(factKey(cluster, lineage, id), 'rejection', rejection, { index: factListKey(cluster, id) });
}

function standingFromItem(item: Image): [FactId, Standing] {
  if (typeIn(item) === 'fact') {
    const fact = factFromItem(item);
    return [fact.id, { kind: 'known', fact }];
  }
  const rejection = valueIn(item, Rejection);
  return [rejection.id, { kind: 'rejected', rejection }];
}
