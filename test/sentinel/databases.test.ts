import { flowOf, le32, Talk, u16, u32 } from './packets.ts';

const kinds = (talk: Talk) => flowOf(talk.packets).ops.map(({ app, method, count }) => `${app} ${method} ${count}`);
/** What is told of it in each of several segmentations; a set, because it must be one and the same. */
const inAllSegments = (build: (segment: number) => Talk): ReadonlySet<string> => new Set([1, 3, 11, 1400].map((segment) => kinds(build(segment)).join(', '))); // prettier-ignore

const redisCommand = (...words: readonly (string | Buffer)[]) => Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...words.map((word) => Buffer.concat([Buffer.from(`$${Buffer.byteLength(word)}\r\n`), Buffer.from(word as string), Buffer.from('\r\n')]))]); // prettier-ignore

const postgresMessage = (type: string, body: Buffer) => Buffer.concat([Buffer.from(type), u32(body.length + 4), body]);

const mysqlPacket = (sequence: number, body: Buffer) => Buffer.concat([Buffer.from([body.length & 255, (body.length >> 8) & 255, 0, sequence]), body]); // prettier-ignore

const bson = (name: string) => Buffer.concat([le32(5 + 1 + name.length + 1 + 4), Buffer.from([16]), Buffer.from(`${name}\0`), le32(1), Buffer.from([0])]); // prettier-ignore

const mongoMessage = (code: number, body: Buffer, answers = 0) => Buffer.concat([le32(16 + body.length), le32(7), le32(answers), le32(code), body]); // prettier-ignore

const kafkaRequest = (api: number, version: number, rest = Buffer.alloc(20)) => {
  const body = Buffer.concat([u16(api), u16(version), u32(1), u16(6), Buffer.from('client'), rest]);
  return Buffer.concat([u32(body.length), body]);
};

const amqpFrame = (type: number, body: Buffer) => Buffer.concat([Buffer.from([type]), u16(1), u32(body.length), body, Buffer.from([0xce])]); // prettier-ignore

const amqpPerformative = (code: number) => Buffer.concat([u32(8 + 3 + 4), Buffer.from([2, 0]), u16(0), Buffer.from([0, 0x53, code, 0xc0, 0, 0, 0])]); // prettier-ignore

const natsTalk = (segment: number) =>
  new Talk().open().hears('INFO {"server_id":"x","version":"2.10"}\r\n', segment)
    .says('CONNECT {"user":"u","pass":"hunter2"}\r\nPING\r\nPUB orders.new 8\r\nPUB x 1\n\r\nSUB a.> 1\r\n', segment); // prettier-ignore

describe('databases and brokers, by the structure of what their clients say', () => {
  test('Redis commands, pipelined, with values of any bytes', () => {
    const all = Buffer.concat([redisCommand('AUTH', 'user', 'hunter2'), redisCommand('set', 'key', '*1\r\n$4\r\nEVIL\r\n'), redisCommand('GET', 'key'), redisCommand('hunter2')]); // prettier-ignore
    expect(inAllSegments((segment) => new Talk().open().says(all, segment).hears('+OK\r\n'))).toEqual(new Set(['redis AUTH 1, redis SET 1, redis GET 1, redis OTHER 1'])); // prettier-ignore
    expect(kinds(new Talk().open().says('PING\r\n').hears('+PONG\r\n'))).toEqual(['redis PING 1']);
    expect(kinds(new Talk().open().says('PING\r\n').hears('hello\r\n'))).toEqual([]);
  });

  test('PostgreSQL statements by their verb, through simple and extended queries', () => {
    const startup = Buffer.concat([u32(3 << 16), Buffer.from('user\0app\0database\0shop\0\0')]);
    const all = Buffer.concat([
      u32(startup.length + 4), startup,
      postgresMessage('p', Buffer.from('hunter2\0')),
      postgresMessage('Q', Buffer.from("/* origin */ -- hint\n select * from users where password = 'hunter2'\0")),
      postgresMessage('P', Buffer.from('stmt\0INSERT INTO t VALUES ($1)\0\0\0')),
      postgresMessage('B', Buffer.alloc(9000)), postgresMessage('E', Buffer.alloc(5)), postgresMessage('S', Buffer.alloc(0)),
      postgresMessage('Q', Buffer.from('hunter2\0')),
    ]); // prettier-ignore
    expect(inAllSegments((segment) => new Talk().open().says(all, segment))).toEqual(new Set(['postgresql STARTUP 1, postgresql SELECT 1, postgresql INSERT 1, postgresql OTHER 1'])); // prettier-ignore
  });

  test('MySQL, which greets first', () => {
    const greeting = mysqlPacket(0, Buffer.concat([Buffer.from('\n8.0.36\0'), Buffer.alloc(60, 1)]));
    const login = mysqlPacket(1, Buffer.concat([le32(0x0000_a200), Buffer.alloc(28), Buffer.from('root\0hunter2\0')]));
    const query = mysqlPacket(0, Buffer.from("\u0003UPDATE users SET password='hunter2'"));
    const quit = mysqlPacket(0, Buffer.from([1]));
    const build = (segment: number) => new Talk('10.0.0.1:4000', '10.0.0.2:33060').open().hears(greeting, segment).says(Buffer.concat([login, query, quit]), segment); // prettier-ignore
    expect(inAllSegments(build)).toEqual(new Set(['mysql LOGIN 1, mysql UPDATE 1, mysql QUIT 1'])); // prettier-ignore
  });

  test('MongoDB commands by name', () => {
    const modern = (name: string) => mongoMessage(2013, Buffer.concat([le32(0), Buffer.from([0]), bson(name)]));
    const old = mongoMessage(2004, Buffer.concat([le32(0), Buffer.from('admin.$cmd\0'), le32(0), le32(1), bson('isMaster')]), -1); // prettier-ignore
    expect(inAllSegments((segment) => new Talk().open().says(Buffer.concat([old, modern('find'), modern('insert'), modern('hunter2')]), segment))).toEqual(new Set(['mongodb isMaster 1, mongodb find 1, mongodb insert 1, mongodb other 1'])); // prettier-ignore
  });

  test('Kafka requests by their API', () => {
    expect(inAllSegments((segment) => new Talk().open().says(Buffer.concat([kafkaRequest(18, 3), kafkaRequest(3, 9), kafkaRequest(0, 9, Buffer.alloc(9000)), kafkaRequest(1, 13), kafkaRequest(1, 13)]), segment))).toEqual(new Set(['kafka ApiVersions 1, kafka Metadata 1, kafka Produce 1, kafka Fetch 2'])); // prettier-ignore
  });

  test('AMQP 0-9-1 methods and 1.0 performatives', () => {
    const method = (kind: number, number: number) =>
      amqpFrame(1, Buffer.concat([u16(kind), u16(number), Buffer.alloc(9)]));
    const all = Buffer.concat([Buffer.from('AMQP\0\0\u0009\u0001', 'latin1'), method(10, 11), method(50, 10), method(60, 40), amqpFrame(2, Buffer.alloc(20)), amqpFrame(3, Buffer.from('hunter2'))]); // prettier-ignore
    expect(inAllSegments((segment) => new Talk().open().says(all, segment))).toEqual(new Set(['amqp protocol-header 1, amqp connection.start-ok 1, amqp queue.declare 1, amqp basic.publish 1'])); // prettier-ignore
    const modern = Buffer.concat([
      Buffer.from('AMQP\0\u0001\0\0', 'latin1'),
      amqpPerformative(0x10),
      amqpPerformative(0x14),
    ]);
    expect(inAllSegments((segment) => new Talk().open().says(modern, segment))).toEqual(new Set(['amqp protocol-header 1, amqp open 1, amqp transfer 1'])); // prettier-ignore
  });

  test('NATS verbs, with payloads that look like verbs', () => {
    expect(inAllSegments(natsTalk)).toEqual(new Set(['nats CONNECT 1, nats PING 1, nats PUB 1, nats SUB 1'])); // prettier-ignore
  });

  test('none of them is seen in the bytes of another', () => {
    for (const bytes of [Buffer.alloc(200, 0), Buffer.alloc(200, 255), Buffer.from('SSH-2.0-OpenSSH_9.6\r\n'), Buffer.from('EHLO mail.example\r\n'), Buffer.from('USER anonymous\r\n'), Buffer.from('f9beb4d976657273696f6e0000000000', 'hex')]) {
      expect(kinds(new Talk().open().says(bytes)).filter((kind) => !kind.startsWith('crypto-node'))).toEqual([]);
      expect(kinds(new Talk().open().hears(bytes)).filter((kind) => !kind.startsWith('crypto-node'))).toEqual([]);
    }
  }); // prettier-ignore
});
