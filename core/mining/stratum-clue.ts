import type { Clue, Rpc } from './clue.ts';
import { fieldOf, isAbsent, isHex, isList, isRecord, isText, textOf, type JsonNode } from './json-node.ts';
import { stratumMethods } from './methods.ts';
import { poolHostIn } from './pool-host.ts';
import type { Reason } from './reasons.ts';

/** The clue in a message of the `mining.*` family: the name must be ours and the parameters must fit it. */
export function stratumClue(rpc: Rpc): Clue | undefined {
  const method = stratumMethods.get(rpc.method);
  if (method === undefined) return undefined;
  const params = rpc.params ?? rpc.record.fields.get('body');
  if (!fits(rpc.method, params)) return undefined;
  const hosts = hostsIn(rpc.method, params);
  return {
    dialect: 'stratum-v1',
    ...method,
    method: rpc.method,
    weight: method.act === 'aside' ? 'latent' : 'proof',
    ...(reasonFor(rpc.method) && { reason: reasonFor(rpc.method) }),
    ...(hosts.length > 0 && { hosts }),
    ethereumStratum: speaksEthereumStratum(rpc.method, params),
  };
}

/** Names of a data-mining or ore-mining service may be the same; its parameters are not. */
function fits(method: string, params: JsonNode | undefined): boolean {
  const items = isList(params) ? params.items : [];
  switch (method) {
    case 'mining.subscribe':
      return isList(params) ? items.every(isPlain) : isAbsent(params) || hasField(params, 'agent', 'version', 'name');
    case 'mining.authorize':
      return (
        (items.length >= 1 && items.every(isPlain) && isText(items[0])) || hasField(params, 'login', 'worker', 'pass')
      );
    case 'mining.configure':
      return isList(items[0]) && items.length <= 2;
    case 'mining.hello':
      return isList(params) || (hasField(params, 'agent') && hasField(params, 'host', 'proto'));
    case 'mining.suggest_difficulty':
    case 'mining.set_difficulty':
      return Number.isFinite(Number(textOf(items[0]) ?? items[0] ?? Number.NaN)) || hasField(params, 'difficulty');
    case 'mining.suggest_target':
    case 'mining.set_target':
      return isHex(items[0], 8) || isHex(fieldOf(params, 'target'), 8);
    case 'mining.set_extranonce':
      return isHex(items[0], 1) || hasField(params, 'extranonce');
    case 'mining.set_version_mask':
      return isHex(items[0], 1);
    case 'mining.set':
      return hasField(params, 'target', 'epoch', 'extranonce', 'algo');
    case 'mining.subscribed':
      return isRecord(params);
    case 'mining.submit':
      return (items.length >= 2 && items.some(isWork)) || hasField(params, 'miningrequestid', 'nonce');
    case 'mining.notify':
      return items.some(isWork) || hasField(params, 'miningrequestid', 'header', 'headerblob');
    default:
      return true;
  }
}

/** A job or a solution holds a hash, a nonce, or a header in numbers (Kaspa), or in an object of its own (Alephium). */
function isWork(node: JsonNode): boolean {
  if (isList(node)) return node.items.some((item) => typeof item === 'number' || isHex(item, 8));
  return isHex(node, 8) || hasField(node, 'headerblob', 'header', 'jobid', 'job_id');
}

function isPlain(node: JsonNode): boolean {
  return !isList(node) && !isRecord(node);
}

function hasField(node: JsonNode | undefined, ...names: readonly string[]): boolean {
  return names.some((name) => fieldOf(node, name) !== undefined);
}

/**
 * EWBF and its like send [agent, session, host, port]; EIP-1571 and reconnects name the host too. A host counts only
 * beside its port: what else stands there may be anything, a password too.
 */
function hostsIn(method: string, params: JsonNode | undefined): string[] {
  const items = isList(params) ? params.items : [];
  const [host, port] =
    method === 'mining.subscribe'
      ? items.slice(2, 4)
      : method === 'client.reconnect'
        ? items.slice(0, 2)
        : method === 'mining.hello' || method === 'mining.reconnect'
          ? [fieldOf(params, 'host'), fieldOf(params, 'port')]
          : [];
  const whole = isText(host) && host.length === host.text.length;
  const name = whole && isPort(port) ? poolHostIn(host.text) : undefined;
  return name === undefined ? [] : [name];
}

/** A number, or its text; EIP-1571 writes numbers in hexadecimal. */
function isPort(node: JsonNode | undefined): boolean {
  return typeof node === 'number' || (isText(node) && node.hexDigits > 0 && node.length <= 6);
}

function speaksEthereumStratum(method: string, params: JsonNode | undefined): boolean {
  if (method === 'mining.hello' || method === 'mining.set') return isRecord(params);
  return method === 'mining.subscribe' && isList(params) && params.items.some(namesEthereumStratum);
}

export function namesEthereumStratum(node: JsonNode | undefined): boolean {
  return textOf(node)?.toLowerCase().startsWith('ethereumstratum/') === true;
}

function reasonFor(method: string): Reason | undefined {
  if (method === 'mining.subscribe' || method === 'mining.hello') return 'subscribed';
  if (method === 'mining.authorize') return 'authorized';
  if (method === 'mining.submit') return 'submitted';
  if (method === 'mining.notify') return 'notified';
  const known = stratumMethods.get(method);
  if (known?.act === 'work') return 'termsSet';
  return known?.act === 'ask' ? 'negotiated' : undefined;
}
