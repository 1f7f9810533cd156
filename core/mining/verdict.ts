import type { MiningEvidence } from '../operation.ts';

/** The protocols that the recogniser can name. The last three are nodes of a chain, the one before them only a hint. */
export type MiningDialect =
  | 'stratum-v1'
  | 'cryptonote'
  | 'eth-proxy'
  | 'ethereum-stratum'
  | 'getwork'
  | 'getblocktemplate'
  | 'stratum-v2'
  | 'bitcoin-p2p'
  | 'monero-p2p'
  | 'devp2p';

/**
 * What one conversation says about mining. Every string in it comes from a table of ours, except `poolHosts`, which
 * are checked host names: no wallet, user, password or other text of the peer ever stands here.
 */
export interface MiningVerdict {
  readonly app: 'mining' | 'crypto-node';
  readonly dialect: MiningDialect;
  readonly evidence: MiningEvidence;
  readonly methods: readonly { readonly method: string; readonly count: number }[];
  readonly poolHosts: readonly string[];
  readonly reasons: readonly string[];
}
