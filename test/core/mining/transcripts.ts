import type { MiningVerdict } from '../../../core/mining/session.ts';

/** One thing said by one side, as text or as bytes. */
export type Turn = readonly ['client' | 'server', string | Uint8Array];

export interface Transcript {
  readonly title: string;
  readonly dialect: MiningVerdict['dialect'];
  readonly evidence: MiningVerdict['evidence'];
  readonly turns: readonly Turn[];
  readonly close?: 'reset' | 'fin' | 'timeout';
}

/** All values below are made up: hashes are repeated digits, wallets have the shape but not the checksum of real ones. */
export const hash = (digit: string): string => digit.repeat(64);
export const moneroWallet = `4${'8AbCdEfGhJ'.repeat(9)}KmNpQ`;
export const blob = `1010${'c0ffee'.repeat(24)}`;

const lines = (...messages: readonly unknown[]): string =>
  messages.map((message) => `${JSON.stringify(message)}\n`).join('');
const post = (body: string, ...headers: readonly string[]): string =>
  [`POST / HTTP/1.1`, 'Host: 198.51.100.7:9332', ...headers, `Content-Length: ${body.length}`, '', body].join('\r\n');
const ok = (body: string, ...headers: readonly string[]): string =>
  ['HTTP/1.1 200 OK', 'Content-Type: application/json', ...headers, `Content-Length: ${body.length}`, '', body].join(
    '\r\n',
  );

const chunked = (...parts: readonly string[]): string =>
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${parts.map((part) => `${part.length.toString(16)};x=y\r\n${part}\r\n`).join('')}0\r\nTrailer: t\r\n\r\n`;

/** A WebSocket frame with the whole text; clients mask. */
export function frame(text: string, masked: boolean, opcode = 1): Uint8Array {
  const payload = Buffer.from(text, 'latin1');
  const mask = [0x37, 0xfa, 0x21, 0x3d];
  const bit = masked ? 0x80 : 0;
  const size = payload.length < 126 ? [bit | payload.length] : [bit | 126, payload.length >> 8, payload.length & 255];
  const body = masked ? payload.map((byte, at) => byte ^ (mask[at & 3] ?? 0)) : payload;
  return Buffer.concat([Buffer.from([0x80 | opcode, ...size, ...(masked ? mask : [])]), body]);
}

const subscribe = { id: 1, method: 'mining.subscribe', params: ['invented-miner/1.0'] };
const subscription = {
  id: 1,
  result: [
    [
      ['mining.set_difficulty', 'aa01'],
      ['mining.notify', 'aa02'],
    ],
    '08000002',
    4,
  ],
  error: null,
};
const authorize = { id: 2, method: 'mining.authorize', params: ['tester.rig', 'x'] };
const notify = {
  id: null,
  method: 'mining.notify',
  params: ['6f', hash('a'), '0100', '0200', [hash('b')], '20000000', '1a2b3c4d', '5f5e1000', true],
};
const share = { id: 4, method: 'mining.submit', params: ['tester.rig', '6f', '00000001', '5f5e1001', 'b2957c02'] };
const job = { blob, job_id: 'k3', target: 'b88d0600', algo: 'rx/0', height: 3_000_000, seed_hash: hash('e') };
const login = {
  id: 1,
  jsonrpc: '2.0',
  method: 'login',
  params: { login: moneroWallet, pass: 'x', agent: 'XMRig/6.21.0 (Linux x86_64)', algo: ['rx/0', 'cn/r'] },
};
const loggedIn = { id: 1, jsonrpc: '2.0', error: null, result: { id: 'c0ffee', job, status: 'OK' } };
const found = {
  id: 2,
  jsonrpc: '2.0',
  method: 'submit',
  params: { id: 'c0ffee', job_id: 'k3', nonce: 'd0030040', result: hash('f') },
};
const ethereumWork = [`0x${hash('1')}`, `0x${hash('2')}`, `0x00000000${'f'.repeat(56)}`];
const getwork = '{"method": "getwork", "params": [], "id":0}\n';
const work = JSON.stringify({
  id: 0,
  error: null,
  result: { midstate: hash('5'), data: '0'.repeat(256), hash1: '0'.repeat(128), target: hash('f') },
});
const upgrade =
  'GET /pool HTTP/1.1\r\nHost: ws.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
const upgraded = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';

export const transcripts: readonly Transcript[] = [
  {
    title: 'Stratum v1, a working session', dialect: 'stratum-v1', evidence: 'session',
    turns: [['client', lines(subscribe)], ['server', lines(subscription)], ['client', lines(authorize)], ['server', lines({ id: 2, result: true, error: null }, { id: null, method: 'mining.set_difficulty', params: [8192] }, notify)], ['client', lines(share)], ['server', lines({ id: 4, result: true, error: null })]],
  },
  {
    title: 'Stratum v1, asked and not yet answered', dialect: 'stratum-v1', evidence: 'intent',
    turns: [['client', lines({ id: 0, method: 'mining.subscribe', params: [] })]],
  },
  {
    title: 'Stratum v1, a probe that was reset', dialect: 'stratum-v1', evidence: 'refused', close: 'reset',
    turns: [['client', lines(subscribe)]],
  },
  {
    title: 'Stratum v1, a probe that timed out', dialect: 'stratum-v1', evidence: 'refused', close: 'timeout',
    turns: [['client', lines(subscribe)]],
  },
  {
    title: 'Stratum v1, a pool that declines', dialect: 'stratum-v1', evidence: 'error', close: 'fin',
    turns: [['client', lines(subscribe, authorize)], ['server', lines({ id: 2, result: null, error: [24, 'Unauthorized worker', null] })]],
  },
  {
    title: 'Stratum v1, an error without a number', dialect: 'stratum-v1', evidence: 'error',
    turns: [['client', lines(subscribe)], ['server', lines({ id: null, result: null, error: [27, 'Illegal params', null] })]],
  },
  {
    title: 'Stratum v1, begun before the capture: only pushes', dialect: 'stratum-v1', evidence: 'session',
    turns: [['server', `"0000"],"20000000","1a2b3c4d","5f5e1000",true]}\n${lines(notify)}`]],
  },
  {
    title: 'Stratum v1, begun before the capture: only submissions', dialect: 'stratum-v1', evidence: 'session',
    turns: [['client', lines(share, { ...share, id: 5 })]],
  },
  {
    title: 'Zcash with the pool’s host in params', dialect: 'stratum-v1', evidence: 'session',
    turns: [['client', lines({ id: 1, method: 'mining.subscribe', params: ['inventedhash', null, 'zec.pool.example.com', '3333'] })], ['server', lines({ id: 1, result: [null, 'e66c000000000000bbb0a52bb340bc35'], error: null }, { id: 0, params: [`000418${'0'.repeat(58)}`], method: 'mining.set_target' })]],
  },
  {
    title: 'mining.configure first, version rolling', dialect: 'stratum-v1', evidence: 'session',
    turns: [['client', lines({ id: 3, method: 'mining.configure', params: [['version-rolling'], { 'version-rolling.mask': '1fffe000' }] })], ['server', lines({ id: 3, result: { 'version-rolling': true }, error: null }, { id: null, method: 'mining.set_version_mask', params: ['1fffe000'] })]],
  },
  {
    title: 'Ravencoin, KawPow', dialect: 'stratum-v1', evidence: 'session',
    turns: [['client', lines(subscribe, { id: 6, method: 'mining.extranonce.subscribe', params: [] })], ['server', lines({ id: 1, result: [null, '8f1c'], error: null }, { id: null, method: 'mining.notify', params: ['a1', hash('3'), hash('4'), hash('0'), true, 3_100_000, '1b01cc7f'] })]],
  },
  {
    title: 'Kaspa, the header in numbers', dialect: 'stratum-v1', evidence: 'session',
    turns: [['server', lines({ jsonrpc: '2.0', method: 'mining.notify', id: '', params: ['12', [12_345_678, 87_654_321, 11, 22], 1_700_000_000_000] })]],
  },
  {
    title: 'Alephium, jobs as objects', dialect: 'stratum-v1', evidence: 'session',
    turns: [['client', lines({ id: 1, method: 'mining.authorize', params: ['invented.worker', ''] })], ['server', lines({ id: null, method: 'mining.notify', params: [{ jobId: '5a', fromGroup: 0, toGroup: 3, headerBlob: '00'.repeat(100), txsBlob: '', targetBlob: 'ff'.repeat(8) }] })]],
  },
  {
    title: 'Ergo, Autolykos', dialect: 'stratum-v1', evidence: 'session',
    turns: [['client', lines(subscribe)], ['server', lines({ id: 1, result: [[], '0a3f', 6], error: null }, { id: null, method: 'mining.notify', params: ['d4', 1_200_000, hash('9'), '', '', '00000003', '28948022309329048855892746252171976', '', true] })]],
  },
  {
    title: 'Iron Fish, with a body instead of params', dialect: 'stratum-v1', evidence: 'session',
    turns: [['client', lines({ id: 0, method: 'mining.subscribe', body: { version: 1, name: 'w', publicAddress: hash('a') } })], ['server', lines({ id: 0, method: 'mining.subscribed', body: { clientId: 7, graffiti: 'x' } }, { id: 1, method: 'mining.notify', body: { miningRequestId: 9, header: '00'.repeat(90) } })]],
  },
  {
    title: 'EthereumStratum/1.0.0', dialect: 'ethereum-stratum', evidence: 'session',
    turns: [['client', lines({ id: 1, method: 'mining.subscribe', params: ['invented/2', 'EthereumStratum/1.0.0'] })], ['server', lines({ id: 1, result: [['mining.notify', 'ae68', 'EthereumStratum/1.0.0'], '080c'], error: null })]],
  },
  {
    title: 'EthereumStratum/2.0.0', dialect: 'ethereum-stratum', evidence: 'session',
    turns: [['client', lines({ id: 0, method: 'mining.hello', params: { agent: 'invented/2', host: 'eth.pool.example.com', port: '4d2', proto: 'EthereumStratum/2.0.0' } })], ['server', lines({ id: 0, result: { proto: 'EthereumStratum/2.0.0', encoding: 'plain', timeout: 'b4' } }, { method: 'mining.set', params: { epoch: 'dc', target: hash('0') } })]],
  },
  {
    title: 'RandomX login, job, submit', dialect: 'cryptonote', evidence: 'session',
    turns: [['client', lines(login)], ['server', lines(loggedIn)], ['client', lines(found)], ['server', lines({ id: 2, jsonrpc: '2.0', error: null, result: { status: 'OK' } }, { jsonrpc: '2.0', method: 'job', params: { ...job, job_id: 'k4' } })]],
  },
  {
    title: 'RandomX through a proxy, with a plain user name and no wallet', dialect: 'cryptonote', evidence: 'session',
    turns: [['client', lines({ ...login, params: { login: 'team', pass: 'secret', agent: 'own/1' } })], ['server', lines(loggedIn)]],
  },
  {
    title: 'RandomX, the wallet is not taken', dialect: 'cryptonote', evidence: 'error',
    turns: [['client', lines(login)], ['server', lines({ id: 1, jsonrpc: '2.0', error: { code: -1, message: 'Invalid address' } })]],
  },
  {
    title: 'RandomX, begun before the capture: keepalived and a push', dialect: 'cryptonote', evidence: 'session',
    turns: [['client', lines({ id: 9, jsonrpc: '2.0', method: 'keepalived', params: { id: 'c0ffee' } })], ['server', lines({ jsonrpc: '2.0', method: 'job', params: job })]],
  },
  {
    title: 'only keepalived', dialect: 'cryptonote', evidence: 'hint',
    turns: [['client', lines({ id: 9, jsonrpc: '2.0', method: 'keepalived', params: { id: 'c0ffee' } })]],
  },
  {
    title: 'Grin', dialect: 'cryptonote', evidence: 'session',
    turns: [['client', lines({ id: '0', jsonrpc: '2.0', method: 'login', params: { login: 'team', pass: 'x', agent: 'grin-miner' } })], ['server', lines({ id: '0', jsonrpc: '2.0', method: 'login', result: 'ok', error: null })], ['client', lines({ id: '1', jsonrpc: '2.0', method: 'getjobtemplate', params: null })], ['server', lines({ id: '1', jsonrpc: '2.0', method: 'getjobtemplate', result: { difficulty: 1, height: 13_726, job_id: 4, pre_pow: '0001'.repeat(60) } })]],
  },
  {
    title: 'Beam', dialect: 'cryptonote', evidence: 'session',
    turns: [['client', lines({ id: 'login', jsonrpc: '2.0', method: 'login', api_key: 'abc' })], ['server', lines({ id: '77', jsonrpc: '2.0', method: 'job', input: hash('a'), difficulty: 1234, height: 99 })], ['client', lines({ id: '77', jsonrpc: '2.0', method: 'solution', nonce: '0123456789abcdef', output: 'aa'.repeat(104) })]],
  },
  {
    title: 'Dero, jobs without a method',
    dialect: 'cryptonote',
    evidence: 'session',
    turns: [
      ['client', lines({ jobid: '1.2.notified', mbl_blob: '41'.repeat(48) })],
      ['server', lines({ jobid: '1.2.notified', blockhashing_blob: '41'.repeat(48), difficulty: '9000', height: 7 })],
    ],
  },
  {
    title: 'a browser miner over WebSocket', dialect: 'cryptonote', evidence: 'session',
    turns: [['client', upgrade], ['server', upgraded], ['client', frame('{"type":"auth","params":{"site_key":"k","type":"anonymous"}}', true)], ['server', frame(JSON.stringify({ type: 'job', params: job }), false)], ['client', frame(JSON.stringify({ type: 'submit', params: { job_id: 'k3', nonce: 'd0030040', result: hash('7') } }), true)]],
  },
  {
    title: 'RandomX over WebSocket, in binary frames', dialect: 'cryptonote', evidence: 'session',
    turns: [['client', upgrade], ['server', upgraded], ['client', frame(lines(login), true, 2)], ['server', frame(lines(loggedIn), false, 2)]],
  },
  {
    title: 'WebSocket frames of a session begun before the capture', dialect: 'cryptonote', evidence: 'session',
    turns: [['client', frame(lines(found), true)]],
  },
  {
    title: 'eth-proxy', dialect: 'eth-proxy', evidence: 'session',
    turns: [['client', lines({ worker: 'eth1.0', jsonrpc: '2.0', params: [`0x${'9c'.repeat(20)}.rig`, 'x'], id: 2, method: 'eth_submitLogin' })], ['server', lines({ jsonrpc: '2.0', id: 2, result: true })], ['client', lines({ worker: '', jsonrpc: '2.0', params: [], id: 3, method: 'eth_getWork' })], ['server', lines({ jsonrpc: '2.0', id: 3, result: ethereumWork })], ['client', lines({ id: 4, method: 'eth_submitWork', params: ['0x0123456789abcdef', `0x${hash('1')}`, `0x${hash('2')}`] }, { id: 6, method: 'eth_submitHashrate', params: ['0x1d', `0x${hash('0')}`] })]],
  },
  {
    title: 'eth-proxy, begun before the capture: only work pushed', dialect: 'eth-proxy', evidence: 'session',
    turns: [['server', lines({ jsonrpc: '2.0', id: 0, result: ethereumWork })]],
  },
  {
    title: 'Nervos', dialect: 'eth-proxy', evidence: 'session',
    turns: [['client', lines({ id: 1, method: 'ckb_submitLogin', params: { login: 'ckt1invented', agent: 'a/1', worker: 'w' } })], ['server', lines({ id: 1, result: true })]],
  },
  {
    title: 'getwork over HTTP', dialect: 'getwork', evidence: 'session',
    turns: [['client', post(getwork, 'Authorization: Basic dXNlcjpwYXNz', 'X-Mining-Extensions: midstate rollntime')], ['server', ok(work, 'X-Long-Polling: /lp')]],
  },
  {
    title: 'getwork over HTTP without the header', dialect: 'getwork', evidence: 'session',
    turns: [['client', post(getwork)], ['server', ok(work)]],
  },
  {
    title: 'getwork refused by a web server', dialect: 'getwork', evidence: 'refused',
    turns: [['client', post(getwork, 'X-Mining-Extensions: midstate')], ['server', 'HTTP/1.1 404 Not Found\r\nContent-Length: 19\r\n\r\n404 page not found\n']],
  },
  {
    title: 'getblocktemplate, chunked, after an unrelated request', dialect: 'getblocktemplate', evidence: 'session',
    turns: [['client', 'GET /health HTTP/1.1\r\nHost: a\r\n\r\n'], ['server', ok('{"status":"up"}')], ['client', post('{"id":0,"method":"getblocktemplate","params":[{"rules":["segwit"]}]}')], ['server', chunked('{"result":{"version":536870912,', `"previousblockhash":"${hash('0')}","bits":"1a2b3c4d","curtime":1700000000},"error":null,"id":0}`)]],
  },
  {
    title: 'Monero solo mining against a node', dialect: 'getblocktemplate', evidence: 'session',
    turns: [['client', post(JSON.stringify({ id: 1, jsonrpc: '2.0', method: 'getblocktemplate', params: { wallet_address: moneroWallet, reserve_size: 8 } }))], ['server', ok(JSON.stringify({ id: 1, jsonrpc: '2.0', result: { blocktemplate_blob: '0e'.repeat(200), difficulty: 300_000_000, height: 3 } }))]],
  },
  {
    title: 'a batch', dialect: 'stratum-v1', evidence: 'session',
    turns: [['client', `[${JSON.stringify(subscribe)}, ${JSON.stringify(authorize)}]`], ['server', `[${JSON.stringify(subscription)},{"id":2,"result":true}]`]],
  },
]; // prettier-ignore
