import { flowOf, Talk } from './packets.ts';

/** Sessions that share words, ports or shapes with mining, and are none. `>` the client says, `<` the server. */
const http = (json: string, path = '/') => `POST ${path} HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`; // prettier-ignore
const answer = (json: string) => `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`; // prettier-ignore
const lsp = (json: string) => `Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;
const address = `0x${'a1'.repeat(20)}`;
const hash = `0x${'c7'.repeat(32)}`;

const sessions: Readonly<Record<string, readonly [string, string][]>> = {
  'eth_call over HTTP': [[http(`{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"to":"${address}","data":"0x70a08231"},"latest"]}`), answer(`{"jsonrpc":"2.0","id":1,"result":"${hash}"}`)]],
  'eth_blockNumber over a raw stream': [['{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}\n', '{"jsonrpc":"2.0","id":1,"result":"0x10d4f"}\n']],
  'eth_getBlockByNumber': [[http(`{"jsonrpc":"2.0","id":2,"method":"eth_getBlockByNumber","params":["0x1b4",true]}`), answer(`{"jsonrpc":"2.0","id":2,"result":{"difficulty":"0x4ea3f27bc","nonce":"0x689056015818adbe","hash":"${hash}"}}`)]],
  'eth_sendRawTransaction': [[http('{"jsonrpc":"2.0","method":"eth_sendRawTransaction","params":["0xd46e8dd67c5d32be8d46e8dd67c5d32be8"],"id":1}'), answer(`{"id":1,"jsonrpc":"2.0","result":"${hash}"}`)]],
  'a batch of an Ethereum client': [[http('[{"jsonrpc":"2.0","id":1,"method":"net_version"},{"jsonrpc":"2.0","id":2,"method":"eth_syncing"},{"jsonrpc":"2.0","id":3,"method":"eth_mining"}]'), answer('[{"jsonrpc":"2.0","id":1,"result":"1"},{"jsonrpc":"2.0","id":2,"result":false},{"jsonrpc":"2.0","id":3,"result":false}]')]],
  'eth_hashrate of a dashboard': [[http('{"jsonrpc":"2.0","id":71,"method":"eth_hashrate","params":[]}'), answer('{"id":71,"jsonrpc":"2.0","result":"0x0"}')]],
  'eth_subscribe over a stream': [['{"id":1,"method":"eth_subscribe","params":["newHeads"]}\n', `{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x9c","result":{"parentHash":"${hash}"}}}\n`]],
  'web3_clientVersion on port 8545': [[http('{"jsonrpc":"2.0","method":"web3_clientVersion","params":[],"id":67}'), answer('{"id":67,"jsonrpc":"2.0","result":"Geth/v1.13"}')]],
  'a Solana wallet': [[http('{"jsonrpc":"2.0","id":1,"method":"getBalance","params":["83astBRguLMdt2h5U1Tpdq5tjFoJ6noeGwaY3mDLVcri"]}'), answer('{"jsonrpc":"2.0","result":{"context":{"slot":1},"value":0},"id":1}')]],
  'a Bitcoin wallet': [[http('{"jsonrpc":"1.0","id":"w","method":"getbalance","params":["*",6]}'), answer('{"result":0.1,"error":null,"id":"w"}')]],
  'getblockchaininfo of an explorer': [[http('{"jsonrpc":"1.0","id":"e","method":"getblockchaininfo","params":[]}'), answer('{"result":{"chain":"main","difficulty":1.2},"error":null,"id":"e"}')]],
  'getmininginfo of an explorer': [[http('{"jsonrpc":"1.0","id":"e","method":"getmininginfo","params":[]}'), answer('{"result":{"blocks":1,"difficulty":1.2,"networkhashps":1},"error":null,"id":"e"}')]],
  'a Monero wallet': [[http('{"jsonrpc":"2.0","id":"0","method":"get_balance","params":{"account_index":0}}', '/json_rpc'), answer('{"id":"0","jsonrpc":"2.0","result":{"balance":1}}')]],
  'Electrum': [['{"id":0,"method":"server.version","params":["electrum/4.5","1.4"]}\n', '{"jsonrpc":"2.0","result":["ElectrumX 1.16","1.4"],"id":0}\n'], [`{"id":1,"method":"blockchain.scripthash.subscribe","params":["${'ab'.repeat(32)}"]}\n`, '{"jsonrpc":"2.0","result":null,"id":1}\n']],
  'a language server': [[lsp('{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":1,"rootUri":"file:///w","capabilities":{}}}'), lsp('{"jsonrpc":"2.0","id":1,"result":{"capabilities":{}}}')], [lsp('{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///a"}}}'), '']],
  'a language server without headers': [['{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}\n{"jsonrpc":"2.0","id":2,"method":"shutdown"}\n', '{"jsonrpc":"2.0","id":1,"result":{}}\n']],
  'a debugger': [[lsp('{"seq":1,"type":"request","command":"initialize","arguments":{"adapterID":"node"}}'), lsp('{"seq":1,"type":"response","request_seq":1,"success":true,"command":"initialize"}')]],
  'a model context server': [['{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"submit_job","arguments":{"job_id":"7"}}}\n', '{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"OK"}]}}\n']],
  'NATS with JSON': [['', 'INFO {"server_id":"x","version":"2.10","max_payload":1048576}\r\n'], ['CONNECT {"verbose":false,"user":"miner","pass":"x","name":"job"}\r\nSUB job.submit 1\r\nPUB job.login 27\r\n{"method":"login","id":"1"}\r\n', '+OK\r\n']],
  'IRC': [['NICK miner\r\nUSER miner 0 * :login\r\nJOIN #mining.pool\r\n', ':irc.example 001 miner :Welcome\r\n']],
  'XMPP': [["<stream:stream to='pool.example' xmlns='jabber:client'>", "<stream:features><mechanisms/></stream:features>"]],
  'MQTT with a login': [['\u0010\u001d\u0000\u0004MQTT\u0004\u00c2\u0000<\u0000\u0005miner\u0000\u0005login\u0000\u0004pass', '\u0020\u0002\u0000\u0000'], ['0\u001e\u0000\u0008jobs/new{"method":"job","id":1}', '']],
  'Zabbix agent': [['ZBXD\u0001\u0010\u0000\u0000\u0000\u0000\u0000\u0000\u0000{"request":"x"}', 'ZBXD\u0001\u0015\u0000\u0000\u0000\u0000\u0000\u0000\u0000{"response":"success"}']],
  'Zabbix API': [[http('{"jsonrpc":"2.0","method":"user.login","params":{"username":"Admin","password":"zabbix"},"id":1}', '/api_jsonrpc.php'), answer('{"jsonrpc":"2.0","result":"0424bd59b807674191e7d77572075f33","id":1}')]],
  'Celery over Redis': [['*3\r\n$5\r\nLPUSH\r\n$6\r\ncelery\r\n$50\r\n{"headers":{"task":"job.submit","id":"7"},"body":""}\r\n', ':1\r\n']],
  "a shop's login": [[http('{"login":"anna","pass":"x"}', '/login'), answer('{"status":"OK","id":"1"}')]],
  "a shop's login as JSON-RPC": [[http('{"id":1,"method":"login","params":{"login":"anna","pass":"x"}}', '/rpc'), answer('{"id":1,"result":{"status":"OK","session":"s"}}')]],
  'a login over a raw stream': [['{"id":1,"method":"login","params":{"user":"anna","password":"x"}}\n', '{"id":1,"result":{"token":"t"}}\n']],
  'a queue of jobs': [['{"id":1,"method":"job","params":{"name":"resize","image":"a.png"}}\n', '{"id":1,"result":"queued"}\n'], ['{"id":2,"method":"submit","params":{"job_id":"7","state":"done"}}\n', '{"id":2,"result":true}\n']],
  'a scheduler that submits': [[http('{"method":"submit","params":{"job":"train","queue":"gpu"},"id":3}', '/v1/jobs'), answer('{"id":3,"result":{"job_id":"17","status":"queued"}}')]],
  'a chat bot': [['{"method":"subscribe","params":["room"],"id":1}\n', '{"result":true,"id":1}\n'], ['{"method":"notify","params":["hello"],"id":null}\n', '']],
  'an exchange feed': [['{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1}\n', '{"result":null,"id":1}\n'], ['', '{"e":"trade","s":"BTCUSDT","p":"1"}\n']],
  'an exchange order': [['{"id":1,"method":"order.place","params":{"symbol":"BTCUSDT"}}\n', '{"id":1,"status":200,"result":{"orderId":1}}\n']],
  'Bitfinex': [['{"event":"subscribe","channel":"ticker","symbol":"tBTCUSD"}\n', '{"event":"subscribed","chanId":1}\n']],
  'a miner in a game': [['{"id":1,"method":"mine","params":{"x":1,"y":2}}\n', '{"id":1,"result":{"ore":"gold"}}\n']],
  'a search for mining.subscribe': [[http('{"query":"mining.subscribe","size":10}', '/_search'), answer('{"hits":{"total":1,"hits":[{"text":"mining.subscribe and mining.notify"}]}}')]],
  'a log shipper with a line about mining': [['{"ts":1,"level":"info","msg":"method mining.subscribe was blocked"}\n{"ts":2,"level":"info","msg":"login"}\n', '']],
  'Elasticsearch bulk': [[http('{"index":{"_index":"a"}}\n{"method":"submit","job_id":"1"}\n', '/_bulk'), answer('{"errors":false}')]],
  'Kubernetes watch': [['GET /apis/batch/v1/jobs?watch=1 HTTP/1.1\r\nHost: k\r\n\r\n', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2a\r\n{"type":"ADDED","object":{"kind":"Job"}}\r\n\r\n']],
  'Docker events': [['GET /events HTTP/1.1\r\nHost: d\r\n\r\n', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{"status":"start","id":"job"}\r\n\r\n\r\n']],
  'Jupyter kernel': [[http('{"header":{"msg_type":"execute_request"},"content":{"code":"pool.submit(job)"}}', '/api/kernels'), answer('{"status":"ok"}')]],
  'NTP over text': [['{"stratum":2,"refid":"pool.ntp.org","offset":0.01}\n', '{"ok":true}\n']],
  'chrony tracking': [['tracking\n', 'Reference ID : pool.ntp.org\nStratum : 3\n']],
  'SMTP': [['EHLO pool.example\r\nAUTH LOGIN\r\n', '250 OK\r\n334 VXNlcm5hbWU6\r\n']],
  'Consul RPC over JSON': [['{"Method":"Status.Leader","Params":[],"Id":1}\n', '{"Result":"10.0.0.1:8300","Id":1}\n']],
  'OVSDB': [['{"method":"monitor","id":1,"params":["Open_vSwitch",null,{}]}', '{"id":1,"result":{},"error":null}'], ['{"method":"echo","id":"echo","params":[]}', '{"id":"echo","result":[],"error":null}']],
  'a subscription with the same answer shape': [['{"id":1,"method":"channel.subscribe","params":["prices"]}\n', '{"id":1,"result":[[["prices","p1"]],"08000002",4],"error":null}\n']],
  'an authorisation with mining in its name': [['{"id":1,"method":"authorize","params":["mining-dept","secret"]}\n', '{"id":1,"result":true,"error":null}\n']],
}; // prettier-ignore

const literal = (name: string, value: string) => Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value)]); // prettier-ignore
const bytesOf = (text: string) => Buffer.from(text, 'latin1');

test('there are at least forty of them', () => {
  expect(Object.keys(sessions).length).toBeGreaterThanOrEqual(40);
});

describe('what only looks like mining is not called so', () => {
  test.each(Object.keys(sessions))('%s', (name) => {
    for (const [port, segment] of [[3333, 1400], [8888, 5], [443, 1400]] as const) {
      const talk = new Talk('10.0.0.5:40000', `203.0.113.9:${port}`).open();
      for (const [said, heard] of sessions[name]!) talk.says(bytesOf(said), segment).hears(bytesOf(heard), segment);
      const apps = flowOf(talk.close().packets).ops.map(({ app, evidence }) => `${app} ${evidence ?? ''}`);
      expect(apps.filter((app) => app.startsWith('mining') || app.startsWith('crypto-node'))).toEqual([]);
    }
  }); // prettier-ignore

  test('gRPC methods named Login, Submit and Job', () => {
    const talk = new Talk()
      .open()
      .says('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
      .says(Buffer.from('000000040000000000', 'hex'));
    for (const [index, method] of ['Login', 'Submit', 'Job'].entries()) {
      const block = Buffer.concat([Buffer.from([0x83]), literal(':path', `/pool.Miner/${method}`), literal('content-type', 'application/grpc')]); // prettier-ignore
      talk.says(Buffer.concat([Buffer.from([0, 0, block.length, 1, 4, 0, 0, 0, 1 + 2 * index]), block]));
    }
    expect(flowOf(talk.packets).ops.map(({ app, path }) => `${app} ${path}`)).toEqual(['grpc /pool.Miner/Login', 'grpc /pool.Miner/Submit', 'grpc /pool.Miner/Job']); // prettier-ignore
  });
});
