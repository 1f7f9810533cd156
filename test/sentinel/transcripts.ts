/** What miners and pools say to each other, with values of our own making. `>` the client, `<` the server. */
export interface Line {
  readonly side: 'client' | 'server';
  readonly text: string;
}

const c = (text: string): Line => ({ side: 'client', text: `${text}\n` });
const s = (text: string): Line => ({ side: 'server', text: `${text}\n` });

export const WALLET = '48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD';
const BLOB = `0606e89883d205${'5a'.repeat(32)}00000000${'b1'.repeat(33)}`;
const HASH = 'c7'.repeat(32);

export const cryptonote: readonly Line[] = [
  c(`{"id":1,"jsonrpc":"2.0","method":"login","params":{"login":"${WALLET}","pass":"rig7","agent":"XMRig/6.21.0 (Linux x86_64)","algo":["rx/0"]}}`),
  s(`{"id":1,"jsonrpc":"2.0","error":null,"result":{"id":"a1b2","job":{"blob":"${BLOB}","job_id":"7221","target":"dc460300","height":3000000,"seed_hash":"${HASH}","algo":"rx/0"},"status":"OK"}}`),
  c(`{"id":2,"jsonrpc":"2.0","method":"submit","params":{"id":"a1b2","job_id":"7221","nonce":"d0030040","result":"${HASH}"}}`),
  s('{"id":2,"jsonrpc":"2.0","error":null,"result":{"status":"OK"}}'),
  s(`{"jsonrpc":"2.0","method":"job","params":{"blob":"${BLOB}","job_id":"7222","target":"dc460300"}}`),
]; // prettier-ignore

export const stratum: readonly Line[] = [
  c('{"id": 1, "method": "mining.subscribe", "params": ["cpuminer/2.5.1", null, "pool.example.org", "3333"]}'),
  s('{"id":1,"result":[[["mining.set_difficulty","d1"],["mining.notify","n1"]],"08000002",4],"error":null}'),
  c('{"params": ["tb1qmyminingaddress0000000000000000000000.rig7", "hunter2"], "id": 2, "method": "mining.authorize"}'),
  s('{"id":2,"result":true,"error":null}'),
  s('{"id":null,"method":"mining.set_difficulty","params":[512]}'),
  s(`{"id":null,"method":"mining.notify","params":["bf","${HASH}","${'01'.repeat(40)}","${'02'.repeat(40)}",[],"20000000","1b00ffff","5f5e1000",true]}`),
  c('{"params": ["rig7", "bf", "00000001", "504e86ed", "b2957c02"], "id": 4, "method": "mining.submit"}'),
  s('{"id":4,"result":true,"error":null}'),
]; // prettier-ignore

export const ethProxy: readonly Line[] = [
  c('{"worker": "rig7", "jsonrpc": "2.0", "params": ["0x00112233445566778899aabbccddeeff00112233", "x"], "id": 2, "method": "eth_submitLogin"}'),
  s('{"jsonrpc":"2.0","id":2,"result":true}'),
  c('{"id":3,"method":"eth_getWork","params":[]}'),
  s(`{"id":3,"jsonrpc":"2.0","result":["0x${HASH}","0x${HASH}","0x${HASH}"]}`),
  c(`{"id":10,"method":"eth_submitWork","params":["0x1234567890abcdef","0x${HASH}","0x${HASH}"]}`),
  s('{"id":10,"jsonrpc":"2.0","result":true}'),
]; // prettier-ignore

export const refused: readonly Line[] = [
  c('{"id":1,"method":"mining.subscribe","params":["cgminer/4.9.0"]}'),
  { side: 'server', text: 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n' },
];
