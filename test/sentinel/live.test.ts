import { OwnClock } from '../../sentinel/live/own-clock.ts';
import { NoveltyBudget } from '../../sentinel/flows/novelty-budget.ts';
import { Observer } from '../../sentinel/observer.ts';
import { a, captured, dns, plays, SYN, T0, Talk, tcp, udp } from './packets.ts';
import { cryptonote } from './transcripts.ts';

const observing = (packets: Talk['packets'], limits = {}) => {
  const observer = new Observer({ live: true, limits });
  for (const packet of packets) observer.packet(packet);
  return observer;
};

describe('what is new is told at once', () => {
  test('a conversation once it is answered, and never again until something in it is new', () => {
    const talk = new Talk('10.0.3.17:40000', '203.0.113.9:80').open();
    const observer = observing(talk.packets);
    expect(observer.fresh(T0 + 100)).toMatchObject([{ kind: 'flow', port: 80, outcome: 'established' }]);
    expect(observer.fresh(T0 + 200)).toEqual([]);
    for (const packet of new Talk('10.0.3.17:40000', '203.0.113.9:80', { at: T0 + 300 }).says('').packets) observer.packet(packet); // prettier-ignore
    const request = new Talk('10.0.3.17:40001', '203.0.113.9:80', { at: T0 + 400 }).open().says('GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n'); // prettier-ignore
    for (const packet of request.packets) observer.packet(packet);
    expect(observer.fresh(T0 + 500)).toMatchObject([{ ops: [{ path: '/a' }], connections: 2 }]);
    const repeated = new Talk('10.0.3.17:40002', '203.0.113.9:80', { at: T0 + 600 }).open().says('GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n'); // prettier-ignore
    for (const packet of repeated.packets) observer.packet(packet);
    expect(observer.fresh(T0 + 700)).toEqual([]);
    expect(observer.take()).toMatchObject([{ connections: 3, ops: [{ path: '/a', count: 2 }] }]);
  });

  test('one that nobody answers within the second, as what it is', () => {
    const observer = observing([new Talk().open().packets[0]!]);
    expect(observer.fresh(T0 + 300)).toEqual([]);
    expect(observer.fresh(T0 + 900)).toMatchObject([{ outcome: 'timeout' }]);
  });

  test('mining, with all that it says, while the connection is open', () => {
    const observer = observing(plays(new Talk().open(), cryptonote).packets);
    expect(observer.fresh(T0 + 200)).toMatchObject([{ ops: expect.arrayContaining([expect.objectContaining({ app: 'mining', evidence: 'session' })]) }]); // prettier-ignore
  });

  test('a name that is dialled belongs to its flow; one that is not is a lookup within the second', () => {
    const asks = (name: string, port: number) => [
      captured(udp(`10.0.3.17:${port}`, '10.0.0.2:53', dns({ id: port & 0xffff, name })), T0),
      captured(udp('10.0.0.2:53', `10.0.3.17:${port}`, dns({ id: port & 0xffff, name, answers: [a(name, '203.0.113.9')] })), T0 + 2), // prettier-ignore
    ];
    const dialled = observing([...asks('a.example', 5000), ...new Talk('10.0.3.17:40000', '203.0.113.9:80', { at: T0 + 5 }).open().packets]); // prettier-ignore
    const told = dialled.fresh(T0 + 1000).map((one) => (one.kind === 'lookup' ? one.name : `${one.dst} ${one.names.map(({ value }) => value).join()}`)); // prettier-ignore
    expect(told).toEqual(expect.arrayContaining(['203.0.113.9 a.example']));
    expect(told).not.toContain('a.example');
    const idle = observing(asks('b.example', 5001));
    expect(idle.fresh(T0 + 300).filter(({ kind }) => kind === 'lookup')).toEqual([]);
    expect(idle.fresh(T0 + 900)).toMatchObject([{ kind: 'lookup', name: 'b.example', outcome: 'answered' }]);
    expect(idle.fresh(T0 + 1900)).toEqual([]);
  });

  test('everything once more when it is asked to tell again', () => {
    const observer = observing(new Talk().open().packets);
    expect(observer.fresh(T0 + 900)).toHaveLength(1);
    observer.tellAgain();
    expect(observer.fresh(T0 + 1000)).toHaveLength(1);
  });

  test('after a hole that the filter left the next request is read at once', () => {
    const talk = new Talk('10.0.3.17:40000', '203.0.113.9:80').open();
    const first = talk.packets.length;
    talk.says('POST /a HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5000\r\n\r\n').says(Buffer.alloc(5000, 65)).says('GET /b HTTP/1.1\r\nHost: a.example\r\n\r\n'); // prettier-ignore
    const passed = talk.packets.filter(
      ({ bytes }, index) => index < first || /POST|GET/.test(bytes.toString('latin1')),
    );
    expect(observing(passed).fresh(T0 + 100)).toMatchObject([{ ops: [{ path: '/a' }, { path: '/b' }] }]);
  });
});

describe('under attack', () => {
  test('one interface may bring up so many new keys; the rest is folded and counted, and mining never is', () => {
    const observer = new Observer({ live: true, limits: { keys: 50_000, conversations: 512 } });
    for (let index = 0; index < 12_000; index += 1) {
      const talk = new Talk(`10.0.3.17:${1024 + (index % 60_000)}`, `203.${index >> 14}.${(index >> 6) & 255}.${index & 63}:${80 + (index % 7)}`, { at: T0 + index / 100, clientIsn: index * 7919 }); // prettier-ignore
      observer.packet(talk.open().packets[0]!);
    }
    for (const packet of plays(new Talk('10.0.3.17:999', '198.51.100.1:3333', { at: T0 + 200 }).open(), cryptonote).packets) observer.packet(packet); // prettier-ignore
    const told = [...observer.fresh(T0 + 5000), ...observer.take()];
    expect(observer.folded).toBeGreaterThan(1000);
    expect(observer.keys).toBeLessThan(10_200);
    expect(told.some((one) => one.kind === 'flow' && one.ops.some(({ app }) => app === 'mining'))).toBe(true);
  });

  test('whoever asks for names and scans beyond all measure does not hide the server that it then talks to', () => {
    const observer = new Observer({ live: true });
    for (let index = 0; index < 11_000; index += 1) {
      observer.packet({ ...captured(udp('10.0.3.17:4000', '10.0.0.2:53', dns({ id: index & 0xffff, name: `x${index}.tunnel.example` })), T0), interfaceIndex: 3 });
      observer.packet({ ...captured(tcp({ from: '10.0.3.17:4001', to: `10.9.${index >> 8}.${index & 255}:23`, flags: SYN, seq: index }), T0), interfaceIndex: 3 });
    }
    observer.fresh(T0 + 2000);
    for (const packet of new Talk('10.0.3.17:4002', '203.0.113.9:4444', { at: T0 + 2000 }).open().says('hello').packets) observer.packet({ ...packet, interfaceIndex: 3 });
    expect(observer.fresh(T0 + 2300)).toEqual([expect.objectContaining({ dst: '203.0.113.9', port: 4444, outcome: 'established' })]);
    expect(observer.folded).toBeGreaterThanOrEqual(2000);
  }); // prettier-ignore

  test('the budget of an interface grows again, and others have their own', () => {
    const budget = new NoveltyBudget();
    let allowed = 0;
    while (budget.allows('answered', 1, T0)) allowed += 1;
    expect(allowed).toBe(10_000);
    expect(budget.allows('answered', 2, T0)).toBe(true);
    expect(budget.allows('answered', 1, T0 + 1000)).toBe(true);
    expect(budget.allows('answered', 1, T0 - 1e9)).toBe(true);
  });
});

test('the heartbeat leaves what is new to the lane that is given up last', () => {
  const observer = observing(new Talk().open().says('GET /a HTTP/1.1\r\nHost: x.example\r\n\r\n').packets);
  observer.packet(captured(udp('10.0.0.1:4000', '10.0.0.2:53', dns({ id: 1, name: 'x.example' })), T0 + 9));
  expect(observer.take(false)).toEqual([]);
  expect(observer.fresh(T0 + 5000)).toHaveLength(3);
  expect(observer.take(false)).toEqual([]);
});

describe('the clock that is told', () => {
  test('never jumps: packets stamped after the system clock was set lie where they belong', () => {
    let [wall, steady] = [T0, 5000];
    const clock = new OwnClock(() => wall, () => steady); // prettier-ignore
    const passes = (ms: number) => void ((wall += ms), (steady += ms));
    passes(1000);
    clock.look();
    expect(clock.instant(wall)).toBe(T0 + 1000);
    wall += 86_400_000;
    passes(1000);
    clock.look();
    expect([clock.now(), clock.steps, clock.instant(wall)]).toEqual([T0 + 2000, 1, T0 + 2000]);
    wall -= 2 * 86_400_000;
    passes(1000);
    // Nobody has looked since: the packet is as old as the last look.
    expect(clock.instant(wall)).toBe(T0 + 2000);
    clock.look();
    expect([clock.instant(wall - 10), clock.steps]).toEqual([T0 + 2990, 2]);
  });
});
