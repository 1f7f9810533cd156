/** Who sends a method: the miner asks, the pool pushes. */
export type Role = 'miner' | 'pool';

/**
 * What a method is to the protocol. `ask`: opens or negotiates; `submit`: hands in work; `work`: gives work or sets its
 * terms; `aside`: belongs to mining but proves nothing.
 */
export type Act = 'ask' | 'submit' | 'work' | 'aside';

export interface Method {
  readonly role: Role;
  readonly act: Act;
}

const asks = (act: Act): Method => ({ role: 'miner', act });
const pushes = (act: Act): Method => ({ role: 'pool', act });

/**
 * The `mining.*` family: Stratum v1 (Bitcoin and its forks, Zcash, Ravencoin/KawPow, Ergo, Kaspa, Alephium, Aleo, Xelis,
 * Iron Fish, CodeChain, Aeternity, TON pools), EthereumStratum/1.0.0 (NiceHash) and 2.0.0 (EIP-1571).
 */
export const stratumMethods: ReadonlyMap<string, Method> = new Map([
  ['mining.subscribe', asks('ask')],
  ['mining.authorize', asks('ask')],
  ['mining.configure', asks('ask')],
  ['mining.extranonce.subscribe', asks('ask')],
  ['mining.hello', asks('ask')],
  ['mining.suggest_difficulty', asks('ask')],
  ['mining.suggest_target', asks('ask')],
  ['mining.submit', asks('submit')],
  ['mining.multi_version', asks('aside')],
  ['mining.get_transactions', asks('aside')],
  ['mining.hashrate', asks('aside')],
  ['mining.noop', asks('aside')],
  ['mining.bye', asks('aside')],
  ['mining.notify', pushes('work')],
  ['mining.set_difficulty', pushes('work')],
  ['mining.set_target', pushes('work')],
  ['mining.set_extranonce', pushes('work')],
  ['mining.set_version_mask', pushes('work')],
  ['mining.set', pushes('work')],
  ['mining.subscribed', pushes('work')],
  ['mining.reconnect', pushes('aside')],
  ['mining.submitted', pushes('aside')],
  ['mining.ping', pushes('aside')],
  ['client.reconnect', pushes('aside')],
  ['client.show_message', pushes('aside')],
  ['client.get_version', pushes('aside')],
]);

/** Work over Ethereum's JSON-RPC. These alone are mining among `eth_*`; Nervos took the names over. */
export const ethereumMethods: ReadonlyMap<string, Method> = new Map([
  ['eth_submitlogin', asks('ask')],
  ['eth_login', asks('ask')],
  ['eth_getwork', asks('ask')],
  ['eth_submitwork', asks('submit')],
  ['eth_submithashrate', asks('ask')],
  ['ckb_submitlogin', asks('ask')],
  ['ckb_getwork', asks('ask')],
  ['ckb_submitwork', asks('submit')],
  ['ckb_submithashrate', asks('ask')],
]);

/** Solo mining against a node: Bitcoin's and Monero's names. */
export const templateMethods: ReadonlyMap<string, Method> = new Map([
  ['getblocktemplate', asks('ask')],
  ['get_block_template', asks('ask')],
  ['get_miner_data', asks('ask')],
  ['submitblock', asks('submit')],
  ['submit_block', asks('submit')],
]);

/** Everyday words: they count only where the parameters have the shape that mining gives them. */
export const shapedMethods: ReadonlySet<string> = new Set([
  'login', 'job', 'submit', 'solution', 'keepalived', 'getjob', 'getjobtemplate', 'getwork',
]); // prettier-ignore

/** The spelling under which a method is reported. */
const spelling: ReadonlyMap<string, string> = new Map(
  [
    'eth_submitLogin', 'eth_getWork', 'eth_submitWork', 'eth_submitHashrate',
    'ckb_submitLogin', 'ckb_getWork', 'ckb_submitWork', 'ckb_submitHashrate',
  ].map((name) => [name.toLowerCase(), name]),
); // prettier-ignore

export function spelledMethod(folded: string): string {
  return spelling.get(folded) ?? folded;
}

/** The names of fields that the recogniser looks at; all others are passed over unread. */
export const fieldNames: ReadonlySet<string> = new Set([
  'id', 'jsonrpc', 'method', 'params', 'result', 'error', 'worker', 'body', 'type', 'identifier', 'status',
  'login', 'pass', 'agent', 'rigid', 'algo', 'job', 'blob', 'job_id', 'jobid', 'target', 'seed_hash', 'nonce',
  'edge_bits', 'pow', 'pre_pow', 'difficulty', 'height', 'input', 'output', 'previous_block_hash', 'seed',
  'host', 'port', 'proto', 'extranonce', 'epoch', 'header', 'headerblob', 'targetblob', 'miningrequestid', 'randomness',
  'data', 'midstate', 'hash1', 'pow_hash',
  'previousblockhash', 'curtime', 'bits', 'coinbasevalue', 'coinbasetxn', 'blocktemplate_blob', 'blockhashing_blob', 'mbl_blob', 'wallet_address',
]); // prettier-ignore
