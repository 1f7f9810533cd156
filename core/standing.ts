import type { Fact } from './baseline.ts';
import type { Rejection } from './rejection.ts';

/** What stands under the id of a fact: the fact, or the no of a person that keeps it out for good. */
export type Standing =
  { readonly kind: 'known'; readonly fact: Fact } | { readonly kind: 'rejected'; readonly rejection: Rejection };
