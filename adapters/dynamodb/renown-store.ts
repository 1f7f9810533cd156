import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { RenownStore } from '../../core/ports/judgement.ts';
import { renownedKey, renownLimits } from '../../core/renown.ts';
import { Unavailable } from '../unavailable.ts';
import { itemOf, revisionIn, valueIn } from './item.ts';
import { renownKey } from './keys.ts';
import { getItem, getItems, putRevision } from './requests.ts';

const Users = z.object({ kind: z.string(), object: z.string(), users: z.array(z.string()) });

// Of those who race for one thing one gets through each time.
const attempts = 12;

export function dynamoRenown(client: DynamoDBClient, tableName: string): RenownStore {
  const table = { client, name: tableName };
  return {
    async users(cluster, things) {
      const items = await getItems(table, things.map((thing) => renownKey(cluster, thing)), 'strong'); // prettier-ignore
      const values = items.map((item) => valueIn(item, Users));
      return new Map(values.map(({ kind, object, users }) => [`${kind} ${object}`, users]));
    },
    async use(cluster, thing, user) {
      const key = renownKey(cluster, thing);
      for (let attempt = 1; attempt <= attempts; attempt++) {
        const before = await getItem(table, key, 'strong');
        const users = before === undefined ? [] : valueIn(before, Users).users;
        if (users.includes(user)) return 'known';
        if (users.length >= renownLimits[thing.kind]) return 'full';
        const revision = before && revisionIn(before);
        const item = itemOf(key, 'renown', { ...thing, users: [...users, user] }, { revision: (revision ?? 0) + 1 });
        if ((await putRevision(table, item, revision)) === 'stored') return 'stored';
      }
      throw new Unavailable(`the users of ${renownedKey(thing)} changed ${attempts} times in between`);
    },
  };
}
