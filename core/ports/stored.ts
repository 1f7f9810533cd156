/** A value with the revision that a conditional write is held against. */
export interface Stored<Value> {
  readonly value: Value;
  readonly revision: number;
}

/** 'stale': someone else wrote in between, so read again and decide again. */
export type WriteResult = 'stored' | 'stale';
