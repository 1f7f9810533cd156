import type { Clue, Rpc } from './clue.ts';
import { fieldOf, isAbsent, isHex, isList, isRecord, type JsonNode } from './json-node.ts';
import { ethereumMethods, templateMethods } from './methods.ts';

/** The clue in a message that fetches work: eth-proxy, getwork, getblocktemplate. */
export function workClue(rpc: Rpc): Clue | undefined {
  const { method, params, record } = rpc;
  const ethereum = ethereumMethods.get(method);
  if (ethereum !== undefined) {
    const login = method.endsWith('login');
    const hashrate = method.endsWith('submithashrate');
    const reason =
      ethereum.act === 'submit' ? 'submitted' : login ? 'loggedIn' : hashrate ? 'reportedHashrate' : 'askedForWork';
    return { dialect: 'eth-proxy', ...ethereum, method, reason, weight: 'proof' };
  }
  const template = templateMethods.get(method);
  if (template !== undefined) {
    const submits = template.act === 'submit';
    if (
      submits
        ? !(isList(params) && isHex(params.items[0], 76))
        : !(isAbsent(params) || isList(params) || isRecord(params))
    ) {
      return undefined;
    }
    return {
      dialect: 'getblocktemplate',
      ...template,
      method,
      reason: submits ? 'submitted' : 'askedForWork',
      weight: 'proof',
    };
  }
  if (method !== 'getwork') return undefined;
  const clue = { dialect: 'getwork', role: 'miner', method } as const;
  if (isList(params) && isHex(params.items[0], 128))
    return { ...clue, act: 'submit', reason: 'submitted', weight: 'proof' };
  // Other queues have a getwork too; but the miners of that age spoke JSON-RPC 1 with an empty list.
  const bare = isList(params) && params.length === 0 && !record.fields.has('jsonrpc') && record.fields.has('id');
  return { ...clue, act: 'ask', reason: bare ? 'getworkAsked' : 'askedForWork', weight: bare ? 'hint' : 'latent' };
}

/** getwork's answer: header data and target, in hexadecimal. */
export function isGetwork(result: JsonNode | undefined): boolean {
  return isHex(fieldOf(result, 'data'), 128) && isHex(fieldOf(result, 'target'), 64);
}

/** A block template, as Bitcoin's or as Monero's nodes give it. */
export function isTemplate(result: JsonNode | undefined): boolean {
  const bitcoin =
    isHex(fieldOf(result, 'previousblockhash'), 64) &&
    isHex(fieldOf(result, 'bits'), 8) &&
    typeof fieldOf(result, 'curtime') === 'number';
  return bitcoin || isHex(fieldOf(result, 'blocktemplate_blob'), 76);
}

/** eth_getWork's answer (three or more 256-bit words), or Nervos' object. */
export function isEthereumWork(result: JsonNode | undefined): boolean {
  if (isRecord(result)) return isHex(fieldOf(result, 'pow_hash'), 64) && isHex(fieldOf(result, 'target'), 64);
  return (
    isList(result) && result.length <= 5 && result.items.slice(0, 3).filter((item) => isHex(item, 64)).length === 3
  );
}

/**
 * The same pushed unasked. Block hashes come in lists too (eth_getFilterChanges), so here the third word must be a
 * target, which begins with zeros, and the id must be 0 or null, as nobody asked.
 */
export function isPushedEthereumWork(record: JsonNode): boolean {
  const id = fieldOf(record, 'id');
  const result = fieldOf(record, 'result');
  if ((id !== 0 && id !== null) || !isEthereumWork(result)) return false;
  const target = isList(result) ? result.items[2] : fieldOf(result, 'target');
  return typeof target === 'object' && target?.kind === 'text' && /^(?:0x)?0000/.test(target.text);
}
