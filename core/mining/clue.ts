import type { JsonNode, JsonRecord } from './json-node.ts';
import type { Act, Role } from './methods.ts';
import type { Reason } from './reasons.ts';
import type { MiningDialect } from './verdict.ts';

/** What one message says about mining. */
export interface Clue {
  readonly dialect: MiningDialect;
  readonly role: Role;
  readonly act: Act;
  /** Lower case, from our tables; absent when the message names none. */
  readonly method?: string;
  readonly reason?: Reason;
  /**
   * `proof`: stands by itself. `claim`: an ask that a contrary answer takes back. `latent`: nothing until the pool's
   * answer shows what it was. `hint`: a look.
   */
  readonly weight: 'proof' | 'claim' | 'latent' | 'hint';
  readonly hosts?: readonly string[];
  readonly ethereumStratum?: boolean;
}

/** A message taken apart once, for all dialects. */
export interface Rpc {
  readonly record: JsonRecord;
  /** Lower case; empty when the message names no method. */
  readonly method: string;
  readonly params: JsonNode | undefined;
}
