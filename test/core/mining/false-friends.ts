import { frame, hash, type Turn } from './transcripts.ts';

/** A session that resembles mining and is none. All of them were written for this test. */
export interface FalseFriend {
  readonly title: string;
  readonly turns: readonly Turn[];
}

const line = (message: unknown): string => `${JSON.stringify(message)}\n`;
const framed = (message: unknown): string => {
  const body = JSON.stringify(message);
  return `Content-Length: ${body.length}\r\n\r\n${body}`;
};
const post = (path: string, message: unknown): string => {
  const body = JSON.stringify(message);
  return `POST ${path} HTTP/1.1\r\nHost: api.example.com\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};
const answer = (message: unknown, status = '200 OK'): string => {
  const body = JSON.stringify(message);
  return `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};
const rpc = (id: number | string, method: string, params?: unknown) => ({ jsonrpc: '2.0', id, method, params });
const result = (id: number | string, value: unknown) => ({ jsonrpc: '2.0', id, result: value });
const failure = (id: number | string, message: string) => ({ jsonrpc: '2.0', id, error: { code: -32_000, message } });

const login = (params: unknown) => rpc(1, 'login', params);
const blockHashes = [`0x${hash('a')}`, `0x${hash('b')}`, `0x0000${'c'.repeat(60)}`];

export const falseFriends: readonly FalseFriend[] = [
  { title: 'Ethereum: eth_call', turns: [['client', post('/', rpc(1, 'eth_call', [{ to: `0x${'ab'.repeat(20)}`, data: `0x${hash('1')}` }, 'latest']))], ['server', answer(result(1, `0x${hash('2')}`))]] },
  { title: 'Ethereum: blocks by number', turns: [['client', post('/', rpc(1, 'eth_getBlockByNumber', ['latest', false]))], ['server', answer(result(1, { hash: `0x${hash('3')}`, nonce: '0x0123456789abcdef', difficulty: '0x0', mixHash: `0x${hash('4')}` }))]] },
  { title: 'Ethereum: three block hashes from a filter, with the id 0', turns: [['client', line(rpc(0, 'eth_getFilterChanges', ['0x1']))], ['server', line(result(0, blockHashes))]] },
  { title: 'Ethereum: a batch of calls over a WebSocket', turns: [['client', 'GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n'], ['server', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n'], ['client', frame(JSON.stringify([rpc(1, 'eth_blockNumber', []), rpc(2, 'eth_subscribe', ['newHeads'])]), true)], ['server', frame(JSON.stringify([result(1, '0x10'), result(2, `0x${hash('5')}`)]), false)]] },
  { title: 'Ethereum: mining state asked by a dashboard', turns: [['client', line(rpc(1, 'eth_mining'))], ['server', line(result(1, false))], ['client', line(rpc(2, 'eth_hashrate'))], ['server', line(result(2, '0x0'))]] },
  { title: 'Bitcoin: a wallet asks its node', turns: [['client', post('/', { id: 0, method: 'getblockchaininfo', params: [] })], ['server', answer({ id: 0, error: null, result: { chain: 'main', blocks: 1, bestblockhash: hash('6'), difficulty: 1 } })]] },
  { title: 'Bitcoin: a block header', turns: [['client', post('/', { id: 0, method: 'getblockheader', params: [hash('7')] })], ['server', answer({ id: 0, error: null, result: { hash: hash('7'), previousblockhash: hash('8'), bits: '1d00ffff', time: 1_700_000_000, nonce: 5 } })]] },
  { title: 'Bitcoin: mining info for a graph', turns: [['client', post('/', { id: 0, method: 'getmininginfo', params: [] })], ['server', answer({ id: 0, error: null, result: { blocks: 1, difficulty: 2, networkhashps: 3 } })]] },
  { title: 'Monero: a wallet asks its node', turns: [['client', post('/json_rpc', rpc('0', 'get_info'))], ['server', answer(result('0', { height: 1, target: 120, difficulty: 2, status: 'OK' }))]] },
  { title: 'Electrum, whose protocol is named after Stratum too', turns: [['client', line({ id: 0, method: 'server.version', params: ['electrum/4', '1.4'] }) + line({ id: 1, method: 'blockchain.headers.subscribe', params: [] })], ['server', line({ id: 0, result: ['ElectrumX 1.16', '1.4'] }) + line({ id: 1, result: { height: 1, hex: '00'.repeat(80) } }) + line({ method: 'blockchain.headers.subscribe', params: [{ height: 2, hex: '00'.repeat(80) }] })]] },
  { title: 'a language server', turns: [['client', framed(rpc(1, 'initialize', { processId: 1, rootUri: null, capabilities: {} }))], ['server', framed(result(1, { capabilities: { hoverProvider: true } }))], ['client', framed({ jsonrpc: '2.0', method: 'textDocument/didOpen', params: { textDocument: { uri: 'file:///miner.ts', text: '{"id":1,"method":"mining.subscribe","params":[]}' } } })]] },
  { title: 'a language server asked for work', turns: [['client', framed(rpc(7, 'getwork', { limit: 5 }))], ['server', framed(result(7, []))]] },
  { title: 'the Model Context Protocol', turns: [['client', line(rpc(1, 'initialize', { protocolVersion: '2025-06-18', clientInfo: { name: 'agent', version: '1' } }))], ['server', line(result(1, { serverInfo: { name: 'jobs' } }))], ['client', line(rpc(2, 'tools/call', { name: 'submit_job', arguments: { job_id: '4', nonce: 'abc' } }))], ['server', line(result(2, { content: [{ type: 'text', text: 'mining.notify' }] }))]] },
  { title: 'NATS', turns: [['server', 'INFO {"server_id":"NA","version":"2.10","max_payload":1048576,"nonce":"abcdef0123456789"}\r\n'], ['client', 'CONNECT {"verbose":false,"user":"x","pass":"x","lang":"go","agent":"nats.go/1.31"}\r\nPING\r\nSUB mining.notify 1\r\n'], ['server', 'PONG\r\nMSG mining.notify 1 13\r\n{"job":"done"}\r\n']] },
  { title: 'NATS with a login', turns: [['client', 'CONNECT {"method":"login","login":"svc","pass":"s3","job":"batch"}\r\nPUB jobs.submit 24\r\n{"job_id":1,"nonce":"a"}\r\n'], ['server', '+OK\r\n']] },
  { title: 'IRC', turns: [['client', 'NICK miner\r\nUSER miner 0 * :mining pool fan\r\nJOIN #mining\r\n'], ['server', ':irc.example 001 miner :Welcome\r\n'], ['client', 'PRIVMSG #mining :mining.subscribe is a method, login too\r\n']] },
  { title: 'XMPP', turns: [['client', "<stream:stream to='example.com' xmlns='jabber:client'><auth mechanism='PLAIN'>AHgAeA==</auth>"], ['server', "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"], ['client', "<message><body>{method: mining.submit}</body></message>"]] },
  { title: 'MQTT with telemetry of a mine', turns: [['client', Buffer.from('101000044d5154540402003c000461626364', 'hex')], ['server', Uint8Array.of(0x20, 2, 0, 0)], ['client', Buffer.concat([Buffer.from([0x30, 46, 0, 12]), Buffer.from('mining/truckz{"type":"status","job":{"id":4},"t":1}')])]] },
  { title: 'a fleet of dump trucks behind mining.notify', turns: [['client', line(rpc(1, 'mining.subscribe', { topic: 'haul-trucks' }))], ['server', line(result(1, { subscription: 'mining' })) + line(rpc(2, 'mining.notify', ['truck 7', 'has arrived']))]] },
  { title: 'a data-mining service', turns: [['client', line(rpc(1, 'mining.start', { dataset: 'orders', target: 'churn' }))], ['server', line(result(1, { job: { id: 1, target: 'churn' } }))], ['client', line(rpc(2, 'mining.submit', ['a']))], ['server', line(result(2, true))]] },
  { title: 'a process-mining tool that authorizes', turns: [['client', line(rpc(1, 'mining.authorize', { scope: 'read' }))], ['server', line(result(1, { granted: true }))]] },
  { title: 'Zabbix agent', turns: [['client', Buffer.concat([Buffer.from('ZBXD\u0001', 'latin1'), Buffer.from([82, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{"request":"active checks","host":"node1","session":"c0ffee","version":"6.4","job":1}')])], ['server', Buffer.concat([Buffer.from('ZBXD\u0001', 'latin1'), Buffer.from([36, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{"response":"success","data":[{"k":1}]}')])]] },
  { title: 'Zabbix API user.login', turns: [['client', post('/api_jsonrpc.php', rpc(1, 'user.login', { username: 'Admin', password: 'zabbix' }))], ['server', answer(result(1, '0424bd59b807674191e7d77572075f33'))]] },
  { title: 'Celery over AMQP', turns: [['client', Buffer.concat([Buffer.from('AMQP\0\0\u0009\u0001', 'latin1')])], ['server', Buffer.from([1, 0, 0, 0, 0, 0, 4, 0, 10, 0, 10, 0xce])], ['client', Buffer.concat([Buffer.from([3, 0, 1, 0, 0, 0, 60]), Buffer.from('[[],{"job":"x","login":"y"},{"callbacks":null,"errbacks":null}]'), Buffer.from([0xce])])]] },
  { title: 'a Redis queue of jobs', turns: [['client', '*3\r\n$5\r\nLPUSH\r\n$4\r\njobs\r\n$48\r\n{"method":"submit","params":{"job_id":1,"n":"x"}}\r\n'], ['server', ':1\r\n']] },
  { title: 'a shop: login', turns: [['client', post('/login', { login: 'alice', pass: 'x', agent: 'web' })], ['server', answer({ token: 'eyJ', status: 'OK' })]] },
  { title: 'a shop: a job of its own', turns: [['client', post('/jobs', { method: 'job', params: { job_id: '7', target: 'berlin', blob: 'an advertisement' } })], ['server', answer({ result: { id: '7', job: { job_id: '7', target: 'berlin', blob: 'an advertisement' }, status: 'OK' } })]] },
  { title: 'a shop: login and job in one object', turns: [['client', post('/hire', { login: 'bob', job: 'cook', pass: 'pw', nonce: 'deadbeef' })], ['server', answer({ result: { job: { id: 3, login: 'bob' } } })]] },
  { title: 'login with user and password, a token back', turns: [['client', line(login({ user: 'bob', password: 'pw' }))], ['server', line(result(1, { token: 'abc' }))]] },
  { title: 'login with the very names that miners use, a token back', turns: [['client', line(login({ login: 'bob', pass: 'hunter2', agent: 'crm/4.1' }))], ['server', line(result(1, { token: 'abc', status: 'OK' }))]] },
  { title: 'login with the very names that miners use, declined', turns: [['client', line(login({ login: 'bob', pass: 'hunter2', agent: 'crm/4.1' }))], ['server', line(failure(1, 'bad password'))]] },
  { title: 'login with the very names that miners use, plainly accepted', turns: [['client', line(login({ login: 'bob', pass: 'hunter2', agent: 'crm/4.1' }))], ['server', line(result(1, true))]] },
  { title: 'login from a browser', turns: [['client', line(login({ login: 'bob', pass: 'x', agent: 'Mozilla/5.0 (X11; Linux x86_64)' }))], ['server', line(result(1, { session: 's', status: 'OK' }))]] },
  { title: 'login with a long access key for a name', turns: [['client', line(login({ login: 'AKIAABCDEFGHJKLMNPQR', pass: 'abc' }))], ['server', line(result(1, { token: hash('9') }))]] },
  { title: 'login as a list', turns: [['client', line(login(['bob', 'pw']))], ['server', line(result(1, 'session-9'))]] },
  { title: 'a web form that submits a job', turns: [['client', line(rpc(2, 'submit', { id: 'form', job_id: '12', nonce: 'csrf-token', result: 'done' }))], ['server', line(result(2, { status: 'OK' }))]] },
  { title: 'a grading service that submits results', turns: [['client', line(rpc(2, 'submit', { job_id: 12, nonce: 'a1b2c3d4e5f60718', result: 'pass' }))], ['server', line(result(2, { status: 'OK' }))]] },
  { title: 'a build server that pushes jobs', turns: [['server', line({ method: 'job', params: { job_id: 812, target: 'x86_64-linux', blob: `sha256-${hash('a')}` } })], ['client', line({ method: 'submit', params: { job_id: 812, result: hash('b') } })]] },
  { title: 'an artefact store: job with a SHA-256 for a blob', turns: [['server', line({ method: 'job', params: { job_id: 812, target: 'release', blob: hash('a') } })]] },
  { title: 'job templates of an automation tower', turns: [['client', line(rpc(1, 'getjobtemplate', { id: 4 }))], ['server', line(result(1, { id: 4, name: 'deploy', difficulty: 'easy' }))]] },
  { title: 'a work queue: getwork', turns: [['client', post('/queue', rpc(1, 'getwork', []))], ['server', answer(result(1, { data: 'parcel 5', target: 'Hamburg' }))]] },
  { title: 'a work queue: submitblock of text', turns: [['client', line(rpc(1, 'submitblock', ['paragraph one', 'paragraph two']))], ['server', line(result(1, null))]] },
  { title: 'a scheduler: keepalived checks', turns: [['client', line(rpc(1, 'keepalived', { vrrp: 'VI_1', priority: 100 }))], ['server', line(result(1, { state: 'MASTER' }))]] },
  { title: 'gRPC methods named Login, Submit, Job', turns: [['client', Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.from([0, 0, 24, 1, 4, 0, 0, 0, 1]), Buffer.from('/jobs.Miner/SubmitLogin{}')])], ['server', Buffer.from([0, 0, 0, 4, 1, 0, 0, 0, 0])]] },
  { title: 'gRPC-JSON names in a log shipper', turns: [['client', post('/_bulk', { index: { _index: 'logs' } }) + line({ message: 'method=mining.subscribe params=[] login=x', log: { method: 'mining.notify' } })], ['server', answer({ errors: false })]] },
  { title: 'an intrusion-detection event that quotes a miner', turns: [['client', post('/events', { alert: { signature: 'coin miner' }, payload: { id: 1, method: 'mining.subscribe', params: ['x'] }, text: '{"method":"mining.authorize","params":["w","x"]}' })], ['server', answer({ stored: 1 }, '201 Created')]] },
  { title: 'NTP asked over TCP by a monitor', turns: [['client', line({ request: 'ntp', stratum: 2, pool: 'de.pool.ntp.org' })], ['server', line({ stratum: 2, reference: '192.0.2.1', offset: 0.001 })]] },
  { title: 'NTP packets over a tunnel', turns: [['client', Buffer.concat([Buffer.from([0x23, 2, 6, 0xec]), Buffer.alloc(44, 7)])], ['server', Buffer.concat([Buffer.from([0x24, 1, 6, 0xec]), Buffer.alloc(44, 9)])]] },
  { title: 'a pool’s web statistics', turns: [['client', 'GET /api/stats HTTP/1.1\r\nHost: pool.example.com\r\n\r\n'], ['server', answer({ pool: { hashrate: 12, miners: 4 }, config: { ports: [3333] }, job: { height: 1 } })]] },
  { title: 'an exchange: order books', turns: [['client', line({ id: 1, method: 'subscribe', params: ['btcusdt@depth'] })], ['server', line({ id: 1, result: null }) + line({ method: 'notify', params: ['btcusdt', '6f', hash('a')] })]] },
  { title: 'a Solana validator', turns: [['client', post('/', rpc(1, 'getBlock', [430, { encoding: 'json' }]))], ['server', answer(result(1, { blockhash: '3Eq21vXNB5s86c62bVuUfTeaMif1N2kUqRPBmGRJhyTA', blockHeight: 428, previousBlockhash: 'mfcyqEXB3DnHXki6KjjmZck6YjmZLvpAByy2fj4nh6B' }))]] },
  { title: 'Docker’s log driver', turns: [['client', line({ method: 'job', type: 'job', job: { blob: 'aGVsbG8=', job_id: 'c', target: '/' } })], ['server', 'ok\n']] },
  { title: 'CouchDB replication', turns: [['client', post('/_replicator', { source: 'a', target: 'b', job_id: hash('c').slice(0, 32) })], ['server', answer({ ok: true, id: 'job', rev: `1-${hash('d').slice(0, 32)}` })]] },
  { title: 'an RPC that ends with a true', turns: [['client', line(rpc(1, 'session.open', { user: 'x' }))], ['server', line(result(1, true))]] },
  { title: 'a download that quotes what miners send', turns: [['client', 'GET /docs/stratum.json HTTP/1.1\r\nHost: docs.example.com\r\n\r\n'], ['server', answer([{ id: 1, method: 'mining.subscribe', params: ['x'] }, { id: 2, method: 'eth_getWork', params: [] }])]] },
  { title: 'a download without a length that quotes what miners send', turns: [['client', 'GET /docs/stratum.txt HTTP/1.0\r\n\r\n'], ['server', 'HTTP/1.0 200 OK\r\n\r\nSend this:\n{"id":1,"method":"mining.subscribe","params":[]}\n']] },
  { title: 'an upload that quotes what pools send', turns: [['client', post('/docs', { id: null, method: 'mining.notify', params: ['6f', hash('a')] })], ['server', answer({ stored: true }, '201 Created')]] },
  { title: 'login with the stock password, declined', turns: [['client', line(login({ login: 'bob', pass: 'x', agent: 'crm/4.1' }))], ['server', line(failure(1, 'bad password'))]] },
  { title: 'an artefact store: job with a SHA-512 for a blob', turns: [['server', line({ method: 'job', params: { job_id: 812, target: 'abcdef', blob: hash('a') + hash('b') } })]] },
  { title: 'SMTP', turns: [['server', '220 mail ESMTP\r\n'], ['client', 'EHLO a\r\nMAIL FROM:<pool@example.com>\r\nDATA\r\nSubject: {"method":"mining"}\r\n.\r\n']] },
  { title: '64 random-looking bytes, and an answer of another size', turns: [['client', Uint8Array.from({ length: 64 }, (_, n) => (n * 167 + 13) & 255)], ['server', Uint8Array.from({ length: 200 }, (_, n) => (n * 91 + 7) & 255)], ['client', Uint8Array.of(1)]] },
  { title: '64 bytes of text and 234 of answer', turns: [['client', 'q'.repeat(64)], ['server', 'r'.repeat(234)], ['client', 's']] },
  { title: 'a length-prefixed protocol with the mark of a curve point', turns: [['client', Uint8Array.from({ length: 402 }, (_, n) => [1, 0x90, 4][n] ?? (n * 73) & 255)], ['server', Uint8Array.from({ length: 402 }, (_, n) => [1, 0x90, 4][n] ?? (n * 41) & 255)]] },
  { title: 'a game whose packets say version', turns: [['client', Buffer.concat([Buffer.from('GAMEversion\0\0\0\0\0'), Buffer.alloc(60)])], ['server', 'ok']] },
]; // prettier-ignore
