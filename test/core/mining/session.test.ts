import * as fc from 'fast-check';
import { MiningSession } from '../../../core/mining/session.ts';
import { byteByByte, cutAt, lineByLine, play } from './play.ts';
import { blob, hash, moneroWallet, transcripts, type Turn } from './transcripts.ts';

describe('every dialect is recognised in any segmentation', () => {
  test.each(transcripts)('$title: $dialect, $evidence', ({ turns, dialect, evidence, close }) => {
    const whole = play(turns, undefined, close);
    expect(whole).toMatchObject({ app: 'mining', dialect, evidence });
    expect(play(turns, lineByLine, close)).toEqual(whole);
    expect(play(turns, byteByByte, close)).toEqual(whole);
  });

  test('no place to cut changes the verdict', () => {
    const places = fc.array(fc.nat(4000), { maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...transcripts), places, ({ turns, close }, at) => {
        expect(play(turns, cutAt(at), close)).toEqual(play(turns, undefined, close));
      }),
      { numRuns: 300 },
    );
  });
});

describe('what the verdict tells', () => {
  test('methods are counted, reasons are told, in our spelling', () => {
    const verdict = play(transcripts.find(({ title }) => title === 'eth-proxy')?.turns ?? []);
    expect(verdict?.methods).toEqual([
      { method: 'eth_submitLogin', count: 1 },
      { method: 'eth_getWork', count: 1 },
      { method: 'eth_submitWork', count: 1 },
      { method: 'eth_submitHashrate', count: 1 },
    ]);
    expect(verdict?.reasons).toContain('server answered with work');
  });

  test('the host of the pool is told, by subscription and by hello', () => {
    const hosts = transcripts.map(({ turns }) => play(turns)?.poolHosts ?? []).flat();
    expect(hosts.toSorted()).toEqual(['eth.pool.example.com', 'zec.pool.example.com']);
  });

  test('at most four hosts are told', () => {
    const turns = Array.from({ length: 9 }, (_, n): Turn => ['client', `{"id":${n},"method":"mining.subscribe","params":["a",null,"p${n}.example.com","1"]}\n`]); // prettier-ignore
    expect(play(turns)?.poolHosts).toEqual(['p0.example.com', 'p1.example.com', 'p2.example.com', 'p3.example.com']);
  });

  test('pushes that nobody asked for are told as such', () => {
    const turns: Turn[] = [['server', `{"method":"job","params":{"blob":"${blob}","job_id":1,"target":"ffff0000"}}\n`]];
    expect(play(turns)?.reasons).toEqual(['server pushed work in a session begun before the capture']);
  });

  test('a session taken the wrong way round is judged the same', () => {
    for (const { turns, dialect, evidence, close } of transcripts) {
      if (turns.some(([, said]) => typeof said !== 'string' || said.includes('HTTP/1.1'))) continue;
      const turned = turns.map(([direction, said]): Turn => [direction === 'client' ? 'server' : 'client', said]);
      expect(play(turned, undefined, close)).toMatchObject({ dialect, evidence });
    }
  });

  test('a reset after work was given is still a session', () => {
    expect(play(transcripts[0]?.turns ?? [], undefined, 'reset')?.evidence).toBe('session');
  });

  test('an HTTP error before the first question refuses nothing', () => {
    const turns: Turn[] = [
      ['client', 'GET /x HTTP/1.1\r\n\r\n'],
      ['server', 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'],
      ['client', 'POST / HTTP/1.1\r\nContent-Length: 43\r\n\r\n{"id":1,"method":"eth_getWork","params":[]}'],
    ];
    expect(play(turns)?.evidence).toBe('intent');
  });

  test('a token in answer to a login with a wallet takes the claim back', () => {
    const login = `{"id":1,"method":"login","params":{"login":"0x${'9c'.repeat(20)}","pass":"x","agent":"shop/2"}}\n`;
    expect(play([['client', login]])?.evidence).toBe('intent');
    const token = '{"id":1,"result":{"token":"t","status":"OK","expires":9}}\n';
    expect(play([['client', login], ['server', token]])).toBeUndefined(); // prettier-ignore
  });
});

describe('hiding does not help', () => {
  const subscribe = '{"id":1,"method":"mining.subscribe","params":["a/1"]}';
  const login = `{"id":1,"method":"login","params":{"login":"${moneroWallet}","pass":"x","agent":"a"}}`;
  const junk = 'y'.repeat(60_000);
  test.each([
    ['spaces and line breaks', subscribe.replaceAll(':', ' :\r\n\t ').replaceAll(',', '\n ,')],
    ['another order of names', '{"params":[],"method":"mining.subscribe","id":1}'],
    ['escapes in names and values', String.raw`{"id":1,"\u006dethod":"mining\u002esubs\u0063ribe","params":[]}`],
    ['upper case', '{"ID":1,"METHOD":"Mining.Subscribe","PARAMS":[]}'],
    [
      'a thousand keys before',
      `{${Array.from({ length: 1000 }, (_, n) => `"k${n}":{"a":[${n}]}`).join()},${subscribe.slice(1)}`,
    ],
    ['60 kB of padding before', `{"pad":"${junk}",${subscribe.slice(1)}`],
    ['60 kB of padding inside a known field', `{"error":"${junk}","result":null,${subscribe.slice(1)}`],
    ['deep nesting before', `{"pad":${'['.repeat(5000)}${']'.repeat(5000)},${subscribe.slice(1)}`],
    ['a decoy method inside', `{"x":{"method":"ping"},${subscribe.slice(1)}`],
    ['a second method behind', `{"id":1,"method":"mining.subscribe","params":[],"method":"ping"}`],
    ['a second method before', `{"id":1,"method":"ping","method":"mining.subscribe","params":[]}`],
    ['a decoy that fills the list', `{"params":[[${'[1],'.repeat(400)}1]],${subscribe.slice(1)}`],
    ['a byte order mark', `\u00ef\u00bb\u00bf${subscribe}`],
    ['zeros and blanks', `\0\0 \t\r\n\0${subscribe}`],
    ['a first line of junk', `hello\n${subscribe}`],
    ['an open object as junk', `{"a":[{"b":"\n${subscribe}`],
    ['an open string as junk', `{"a":"\n${subscribe}`],
    ['an open list as junk', `[[[{"a":{\n${subscribe}`],
    ['a request line as junk', `GET / HTTP/1.1\n${subscribe}`],
    ['a request line and a body that never comes', `POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n${subscribe}`],
    ['a chunked body that is none', `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${subscribe}`],
    ['an upgrade that is none', `GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n${subscribe}`],
    ['the beginning of a frame', `\u0081\u00fe\u0001\u0001abcd\n${subscribe}\n${`${subscribe}\n`.repeat(20)}`],
    ['a status line as junk', `HTTP/1.1 200 OK\n${subscribe}`],
    ['a TLS record before', `\u0016\u0003\u0001\u0000\u0005hello${subscribe}`],
    ['a socket.io packet', `42["rpc",${subscribe}]`],
    ['a login padded with unknown fields', login.replace('"pass"', `"note":"${junk}","z":[[[[{}]]]],"pass"`)],
    ['a login with decoys in algo', login.replace('"pass"', `"algo":[${'["z","z"],'.repeat(300)}"z"],"pass"`)],
    ['a login that names result too', login.replace('{"id"', '{"result":null,"id"')],
  ])('%s', (_, said) => {
    for (const cut of [undefined, byteByByte]) {
      expect(play([['client', `${said}\n`]], cut)).toMatchObject({ app: 'mining', evidence: 'intent' });
    }
  });

  test('an oversize message counts as far as it came, and the line after it counts too', () => {
    const session = new MiningSession({ messageBytes: 512 });
    session.push('client', Buffer.from(`{"method":"mining.subscribe","params":[],"pad":"${'y'.repeat(2000)}"}\n`));
    expect(session.verdict()?.evidence).toBe('intent');
    session.push('client', Buffer.from('{"id":2,"method":"mining.authorize","params":["a","b"]}\n'));
    expect(session.verdict()?.methods).toHaveLength(2);
    expect(session.oversize).toBe(1);
  });

  test('after a gap the next message is read', () => {
    const session = new MiningSession();
    session.push('server', Buffer.from('{"id":1,"result":"'));
    session.gap('server');
    session.push('server', Buffer.from(`yz"}\n{"method":"mining.notify","params":["1","${hash('a')}",true]}\n`));
    expect(session.verdict()?.evidence).toBe('session');
  });
});
