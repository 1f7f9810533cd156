import type { Clue, Rpc } from './clue.ts';
import { fieldOf, isHex, isList, isText, textOf, type JsonNode } from './json-node.ts';

/** Miners' names as they stand in `agent` before the version. They make a login a miner's; their absence proves nothing. */
const agents: ReadonlySet<string> = new Set([
  'xmrig', 'xmrigcc', 'xmrig-proxy', 'xmrig-cuda', 'xmr', 'xmr-stak', 'xmr-stak-cpu', 'xmr-stak-rx', 'xmr-node-proxy', 'moneroocean',
  'cpuminer', 'cpuminer-multi', 'cpuminer-opt', 'ccminer', 'cgminer', 'bfgminer', 'bmminer', 'sgminer', 'minerd', 'nheqminer',
  'srbminer', 'srbminer-multi', 'teamredminer', 'trex', 't-rex', 'nbminer', 'lolminer', 'gminer', 'bzminer', 'wildrig', 'wildrig-multi',
  'rigel', 'ewbf', 'bminer', 'phoenixminer', 'ethminer', 'miniz', 'cryptodredge', 'meta-miner', 'grin-miner', 'cast_xmr', 'jceminer',
  'onezerominer', 'hellminer', 'nosuchminer', 'tnn-miner', 'deroluna', 'astrominer', 'ibctminer', 'claymore', 'xmr-cli', 'kryptex',
]); // prettier-ignore

const algorithm =
  /^(?:rx|cn|randomx|cryptonight|argon2|ghostrider|gr|panthera|defyx|astrobwt|kawpow|autolykos2|k12|c29[a-z]?|cuckaroo[a-z0-9]*|minotaurx|verushash)(?:[/-][a-z0-9/_-]{1,24})?$/;

/**
 * The clue in a message of the login, job, submit family: CryptoNote and RandomX, with what Grin, Bytom, Beam and the
 * browser miners made of it. These words are everybody's, so only the shape of their parameters counts.
 */
export function cryptonoteClue(rpc: Rpc): Clue | undefined {
  const { record, method, params } = rpc;
  const kind =
    method || (textOf(record.fields.get('type')) ?? textOf(record.fields.get('identifier')) ?? '').toLowerCase();
  const body = params ?? record;
  const clue = { dialect: 'cryptonote', weight: 'proof' } as const;
  switch (kind) {
    case 'job':
      return isJob(body) ? { ...clue, role: 'pool', act: 'work', method: 'job', reason: 'notified' } : undefined;
    case 'submit':
    case 'solved':
    case 'solution':
      return isSolution(body) || isBeamSolution(record)
        ? { ...clue, role: 'miner', act: 'submit', method: 'submit', reason: 'submitted' }
        : undefined;
    case 'login':
      return { ...clue, role: 'miner', act: 'ask', method: 'login', reason: 'loggedIn', weight: weightOfLogin(params) };
    case 'keepalived':
      return fieldOf(params, 'id') === undefined
        ? undefined
        : { ...clue, role: 'miner', act: 'aside', method: 'keepalived', reason: 'keptAlive', weight: 'hint' };
    case 'getjob':
    case 'getjobtemplate':
      return { ...clue, role: 'miner', act: 'ask', method: kind, weight: 'latent' };
    default:
      return deroClue(record);
  }
}

/** Dero's getwork: jobs and mini blocks over a WebSocket, without a method. */
function deroClue(record: JsonNode): Clue | undefined {
  if (!isText(fieldOf(record, 'jobid'))) return undefined;
  const clue = { dialect: 'cryptonote', weight: 'proof' } as const;
  if (isHex(fieldOf(record, 'mbl_blob'), 76)) {
    return { ...clue, role: 'miner', act: 'submit', method: 'submit', reason: 'submitted' };
  }
  const job = isHex(fieldOf(record, 'blockhashing_blob'), 76);
  return job ? { ...clue, role: 'pool', act: 'work', method: 'job', reason: 'notified' } : undefined;
}

/** A job: CryptoNote's blob, Grin's pre_pow, Bytom's header, Beam's input; each with its id and its target. */
export function isJob(node: JsonNode | undefined): boolean {
  const id = fieldOf(node, 'job_id') ?? fieldOf(node, 'jobid') ?? fieldOf(node, 'id');
  if (!isText(id) && typeof id !== 'number') return false;
  const target = isTarget(fieldOf(node, 'target'));
  const difficulty = typeof fieldOf(node, 'difficulty') === 'number';
  if (isHex(fieldOf(node, 'blob'), 76)) return target;
  if (isHex(fieldOf(node, 'pre_pow'), 64)) return difficulty;
  if (isHex(fieldOf(node, 'previous_block_hash'), 64)) return target && isHex(fieldOf(node, 'seed'), 64);
  return isHex(fieldOf(node, 'input'), 64) && difficulty && typeof fieldOf(node, 'height') === 'number';
}

/** Targets have 4, 8 or 32 bytes. */
function isTarget(node: JsonNode | undefined): boolean {
  return isText(node) && [8, 16, 64].includes(node.hexDigits);
}

function isSolution(node: JsonNode | undefined): boolean {
  const id = fieldOf(node, 'job_id') ?? fieldOf(node, 'jobid');
  if (!isText(id) && typeof id !== 'number') return false;
  const nonce = fieldOf(node, 'nonce');
  if (isHex(nonce, 8)) return isHex(fieldOf(node, 'result'), 64);
  return typeof nonce === 'number' && isList(fieldOf(node, 'pow')) && typeof fieldOf(node, 'edge_bits') === 'number';
}

function isBeamSolution(record: JsonNode): boolean {
  return isHex(fieldOf(record, 'nonce'), 16) && isHex(fieldOf(record, 'output'), 64);
}

/**
 * Any application may log in with `login` and `pass`. A miner's algorithms, a Monero wallet, or a miner's name make it
 * mining; another coin's wallet beside an agent is a claim that a token in the answer takes back; the rest waits for a job.
 */
function weightOfLogin(params: JsonNode | undefined): Clue['weight'] {
  const login = textOf(fieldOf(params, 'login'));
  const agent = textOf(fieldOf(params, 'agent'));
  if (login === undefined) return 'latent';
  if (isMinersAlgorithms(fieldOf(params, 'algo')) || isCryptonoteWallet(login)) return 'proof';
  if (agent === undefined) return 'latent';
  const name = agent.toLowerCase().split(/[/ ]/, 1)[0] ?? '';
  if (agents.has(name)) return 'proof';
  return fieldOf(params, 'pass') !== undefined && isOtherWallet(login) ? 'claim' : 'latent';
}

function isMinersAlgorithms(node: JsonNode | undefined): boolean {
  return isList(node) && node.items.some((item) => algorithm.test(textOf(item)?.toLowerCase() ?? ''));
}

/** Monero and its like: 95 or more characters of base 58, perhaps with `.worker` or `+difficulty` behind. */
function isCryptonoteWallet(login: string): boolean {
  return /^[1-9A-HJ-NP-Za-km-z]{90,}(?:[.+/:@]|$)/.test(login);
}

function isOtherWallet(login: string): boolean {
  return /^(?:0x[0-9a-fA-F]{40}|[a-z]{2,12}:?1?[02-9ac-hj-np-z]{38,}|[1-9A-HJ-NP-Za-km-z]{26,})(?:[.+/:@]|$)/.test(
    login,
  );
}
