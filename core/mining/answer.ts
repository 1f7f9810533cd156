import { isJob } from './cryptonote-clue.ts';
import { fieldOf, isAbsent, isHex, isList, isRecord, textOf, type JsonNode, type JsonRecord } from './json-node.ts';
import { namesEthereumStratum } from './stratum-clue.ts';
import type { MiningDialect } from './verdict.ts';
import { isEthereumWork, isGetwork, isTemplate } from './work-clue.ts';

/** How a pool took a question. `contrary`: an answer that no pool gives to it, so it was no miner's question. */
export type Answer = 'work' | 'subscription' | 'accepted' | 'error' | 'contrary';

/** Extensions that many pools decline while the session works. */
const optional: ReadonlySet<string> = new Set([
  'mining.extranonce.subscribe', 'mining.suggest_difficulty', 'mining.suggest_target', 'mining.configure',
  'mining.multi_version', 'mining.get_transactions', 'mining.hashrate', 'eth_submithashrate', 'ckb_submithashrate', 'keepalived',
]); // prettier-ignore

/** The answer to a question with this method (lower case), or undefined when it says nothing. */
export function answerTo(method: string, record: JsonRecord): Answer | undefined {
  const error = record.fields.get('error');
  const result = record.fields.get('result');
  if ((error !== undefined && error !== null && error !== false) || result === false) {
    return optional.has(method) ? undefined : 'error';
  }
  if (result === true) return method === 'keepalived' ? undefined : 'accepted';
  switch (method) {
    case 'login':
      if (isJob(fieldOf(result, 'job'))) return 'work';
      return isOk(result) ? 'accepted' : isAbsent(result) ? undefined : 'contrary';
    case 'submit':
      return isOk(result) ? 'accepted' : undefined;
    case 'keepalived':
      return textOf(fieldOf(result, 'status')) === 'KEEPALIVED' ? 'accepted' : undefined;
    case 'getjob':
    case 'getjobtemplate':
      return isJob(result) ? 'work' : undefined;
    case 'mining.subscribe':
    case 'mining.hello':
      if (isList(result))
        return result.items.some((item) => isHex(item, 2) || isList(item)) ? 'subscription' : 'accepted';
      return isRecord(result) ? 'accepted' : undefined;
    case 'mining.configure':
      return isRecord(result) ? 'accepted' : undefined;
    case 'mining.authorize':
      return isRecord(result) || isList(result) || textOf(result) !== undefined ? 'accepted' : undefined;
    case 'eth_getwork':
    case 'ckb_getwork':
      return isEthereumWork(result) ? 'work' : undefined;
    case 'getwork':
      return isGetwork(result) ? 'work' : undefined;
    case 'getblocktemplate':
    case 'get_block_template':
    case 'get_miner_data':
      return isTemplate(result) ? 'work' : isRecord(result) ? 'accepted' : undefined;
    // A node takes a block without a word: null is its yes.
    case 'submitblock':
    case 'submit_block':
      return result === null || isOk(result) ? 'accepted' : undefined;
    default:
      return undefined;
  }
}

function isOk(result: JsonNode | undefined): boolean {
  const status = (textOf(result) ?? textOf(fieldOf(result, 'status')) ?? '').toLowerCase();
  // A login that brings a token says OK too; a pool brings its job, or nothing.
  return status === 'ok' && (!isRecord(result) || result.size <= 2);
}

/** An answer that only a pool or a node gives, whatever was asked. */
export function givenUnasked(
  record: JsonRecord,
): { readonly dialect: MiningDialect; readonly answer: Answer; readonly ethereumStratum: boolean } | undefined {
  const result = record.fields.get('result');
  const found = (dialect: MiningDialect, answer: Answer, ethereumStratum = false) => ({
    dialect,
    answer,
    ethereumStratum,
  });
  if (isList(result)) {
    const names = result.items
      .flatMap((item) => (isList(item) ? item.items : []))
      .flatMap((item) => (isList(item) ? item.items : [item]));
    const subscribes = names.some((name) => /^mining\.(?:notify|set_difficulty|set_target)$/.test(textOf(name) ?? ''));
    return subscribes ? found('stratum-v1', 'subscription', names.some(namesEthereumStratum)) : undefined;
  }
  if (!isRecord(result)) return undefined;
  if (isJob(fieldOf(result, 'job'))) return found('cryptonote', 'work');
  if (isGetwork(result)) return found('getwork', 'work');
  return isTemplate(result) ? found('getblocktemplate', 'work') : undefined;
}
