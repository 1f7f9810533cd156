import type { Change } from './atomic-writes.ts';
import { db, type Item, keyOf, type Level, type Table, type Write } from './dynalite.ts';

/** DynamoDB leaves items alone whose time passed more than five years ago: they are taken for a wrong unit. */
const fiveYearsS = 5 * 365 * 86_400;

/** What fits into a row's key; later than that is never. */
const longestS = 1e15;

const metaKey = (table: string) => `meta~ttl~${table}`;
const rowPrefix = (table: string) => `ttl~${table}~`;
const rowKey = (table: string, expiresS: number, key: string) =>
  `${rowPrefix(table)}${String(expiresS).padStart(15, '0')}~${key}`;

export type Expired = Readonly<{ row: string; table: string; key: Item; expiresS: number }>;

/** Which items expire when: a small index beside the items, so that looking for expired ones never scans a table. */
export class TimeToLive {
  readonly #level: Level;
  readonly #attributes = new Map<string, string>();

  constructor(level: Level) {
    this.#level = level;
  }

  async load(): Promise<void> {
    for await (const [key, attribute] of this.#level.iterator({ gt: metaKey(''), lt: metaKey('\xff') })) {
      this.#attributes.set(key.slice(metaKey('').length), String(attribute));
    }
  }

  attributeOf(table: string): string | undefined {
    return this.#attributes.get(table);
  }

  /** Takes effect for items written from now on; the engine rewrites the rows of those that are there already. */
  async set(table: string, attribute: string | undefined): Promise<void> {
    if (attribute === undefined) {
      this.#attributes.delete(table);
      await this.#level.del(metaKey(table));
      return;
    }
    await this.#level.put(metaKey(table), attribute);
    this.#attributes.set(table, attribute);
  }

  rowsOf(changes: readonly Change[]): readonly Write[] {
    return changes.flatMap(({ table, before, after }) => {
      const [old, now] = [this.rowOf(table, before), this.rowOf(table, after)];
      const gone: Write[] = old !== undefined && old.key !== now?.key ? [{ type: 'del', key: old.key }] : [];
      return now === undefined ? gone : [...gone, now];
    });
  }

  rowOf(table: Table, item: Item | undefined): Extract<Write, { type: 'put' }> | undefined {
    const attribute = this.#attributes.get(table.TableName);
    if (attribute === undefined || item === undefined) return undefined;
    const expiresS = Number(item[attribute]?.['N']);
    if (!(expiresS >= 0 && expiresS < longestS)) return undefined;
    const key = keyOf(table, item);
    const at = Math.floor(expiresS);
    return { type: 'put', key: rowKey(table.TableName, at, db.createKey(key, table)), value: key };
  }

  async expired(nowMs: number, limit = 500): Promise<readonly Expired[]> {
    const nowS = Math.floor(nowMs / 1000);
    const found: Expired[] = [];
    for (const table of this.#attributes.keys()) {
      const from = rowKey(table, Math.max(0, nowS - fiveYearsS), '');
      for await (const [row, key] of this.#level.iterator({ gte: from, lt: rowKey(table, nowS, ''), limit })) {
        const expiresS = Number(row.slice(rowPrefix(table).length).split('~')[0]);
        found.push({ row, table, key: key as Item, expiresS });
      }
    }
    return found;
  }
}
