import fc from 'fast-check';
import { ByNumber, Roster } from '../../sentinel/conversation/roster.ts';
import { Observer } from '../../sentinel/observer.ts';
import { parseDns } from '../../sentinel/protocols/dns-message.ts';
import { a, ACK, captured, dns, plays, RST, SYN, T0, Talk, tcp, udp } from './packets.ts';
import { cryptonote } from './transcripts.ts';

const fed = (observer: Observer, packets: Talk['packets']) => {
  for (const packet of packets) observer.packet(packet);
  return observer;
};
const live = (packets: Talk['packets']) => fed(new Observer({ live: true }), packets);
const flows = (observer: Observer) => observer.take().filter((one) => one.kind === 'flow');
const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: shop.example\r\n${more}\r\n`;

describe('a conversation that is over is let go of at once', () => {
  const talk = () => new Talk().open().says(get('/a')).hears('HTTP/1.1 200 OK\r\n\r\nok').close();

  test('what comes late for it is no new conversation', () => {
    const { packets } = talk();
    const observer = live([...packets, ...packets.slice(3), ...packets.slice(-3)]);
    expect(observer.conversations).toBe(0);
    expect(flows(observer)).toEqual([expect.objectContaining({ connections: 1, ops: [{ app: 'http', method: 'GET', path: '/a', unauthenticated: true, count: 1 }] })]); // prettier-ignore
  });

  test('the same ports opened anew are one, and so is what opens them long after', () => {
    const again = new Talk(undefined, undefined, { clientIsn: 70_000, serverIsn: 80_000, at: T0 + 100 }).open().says(get('/a')).close(); // prettier-ignore
    const later = new Talk(undefined, undefined, { at: T0 + 5000 }).open().says(get('/a')).close();
    const observer = live([...talk().packets, ...again.packets]);
    observer.idle(T0 + 4000);
    fed(observer, later.packets);
    expect(flows(observer)).toEqual([expect.objectContaining({ connections: 3, bytesOut: 3 * get('/a').length })]);
  });

  test('a question and its answer are one conversation, and a second sight of the answer is none', () => {
    const [client, server] = ['10.0.0.1:4000', '10.0.0.2:53'];
    const question = (id: number, at: number) => captured(udp(client, server, dns({ id, name: 'shop.example' })), at);
    const answer = (id: number, at: number) => captured(udp(server, client, dns({ id, name: 'shop.example', answers: [a('shop.example', '192.0.2.1')] })), at); // prettier-ignore
    const observer = live([question(1, T0), question(2, T0), answer(1, T0 + 1)]);
    expect(observer.conversations).toBe(1);
    fed(observer, [answer(2, T0 + 2), answer(2, T0 + 3)]);
    expect(observer.conversations).toBe(0);
    expect(observer.counters.get('packet: late copy of an answer')).toBe(1);
    expect(flows(observer)).toEqual([expect.objectContaining({ connections: 1, ops: [{ app: 'dns', method: 'A', count: 2 }] })]); // prettier-ignore
    // The socket asks on: from now on it is one conversation, however often.
    for (let id = 3; id < 9; id += 1) fed(observer, [question(id, T0 + id), answer(id, T0 + id)]);
    expect(observer.conversations).toBe(1);
    expect(flows(observer)).toEqual([expect.objectContaining({ connections: 2, ops: [{ app: 'dns', method: 'A', count: 8 }] })]); // prettier-ignore
  });
});

describe('a conversation that takes the place of another one knows nothing of it', () => {
  /** What conversations do, each on a server of its own: whatever one leaves behind would be told of the next one. */
  const kinds: Readonly<Record<string, (talk: Talk) => Talk>> = {
    plain: (talk) => talk.open().says(get('/a')).hears('HTTP/1.1 200 OK\r\n\r\nok').close(),
    silent: (talk) => talk.open().close(),
    said: (talk) => talk.open().says(Buffer.alloc(3000, 1)).hears(Buffer.alloc(5000, 2)).close(),
    refused: (talk) => {
      talk.packet(tcp({ from: talk.client, to: talk.server, flags: SYN, seq: talk.clientSeq }));
      return talk.packet(tcp({ from: talk.server, to: talk.client, flags: RST | ACK, seq: 0, ack: talk.clientSeq + 1 }));
    },
    unanswered: (talk) => talk.packet(tcp({ from: talk.client, to: talk.server, flags: SYN, seq: talk.clientSeq })),
    reset: (talk) => talk.open().says(get('/b')).reset('server'),
    'in the middle': (talk) => talk.hears('x'.repeat(100)).says(get('/c')).close(),
    'with a rival': (talk) => {
      talk.open();
      return talk.packet(tcp({ from: talk.client, to: talk.server, flags: SYN, seq: 77 })).says(get('/d')).close();
    },
    translated: (talk) => {
      const backend = `10.9.9.9:${talk.server.split(':')[1]}`;
      talk.packet(tcp({ from: talk.client, to: talk.server, flags: SYN, seq: talk.clientSeq }));
      talk.packet(tcp({ from: backend, to: talk.client, flags: SYN | ACK, seq: talk.serverSeq, ack: talk.clientSeq + 1 }));
      talk.clientSeq += 1;
      talk.serverSeq += 1;
      return talk.says(get('/e')).close();
    },
  };

  test('whatever they were', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...Object.keys(kinds)), fc.integer({ min: 1, max: 2 ** 32 - 20_000 }), fc.integer({ min: 1, max: 2 ** 32 - 20_000 })), { maxLength: 40 }), (lives) => {
        const talks = lives.map(([kind, clientIsn, serverIsn], index) => kinds[kind]!(new Talk(`10.0.3.17:${40_000 + index}`, `10.8.0.1:${1000 + index}`, { clientIsn, serverIsn, at: T0 + index * 4000 })));
        const together = new Observer({ live: true });
        for (const { packets } of talks) {
          fed(together, packets);
          together.idle(packets[0]!.at + 3000);
        }
        together.end();
        const alone = talks.flatMap(({ packets }) => {
          const observer = live(packets);
          observer.end();
          return flows(observer);
        });
        const byPort = (list: ReturnType<typeof flows>) => list.toSorted((one, other) => one.port - other.port);
        expect(byPort(flows(together))).toEqual(byPort(alone));
      }),
      { numRuns: 200 },
    );
  });
}); // prettier-ignore

describe('the short way for plain requests tells what the long way tells', () => {
  const heads = [
    get('/items/42?q=1'), get('/'), get('http://other.example/x'), get('/a', 'Connection: close\r\n'), get('/a') + get('/b'),
    get('/a', 'Upgrade: websocket\r\n'), get('/%24%7Bjndi:x}'), get('/a', 'X: ${jndi:ldap://x}\r\n'), 'CONNECT pool.example:3333 HTTP/1.1\r\n\r\n',
    'POST /a HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 2\r\n\r\n{}', 'BREW /pot HTTP/1.1\r\n\r\n', 'GET /cut HTTP/1.1\r\nHost: sh',
  ]; // prettier-ignore

  test.each(heads)('%j', (head) => {
    const talk = new Talk().open().says(head).hears('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok').says(head).close(); // prettier-ignore
    // The filter leaves out the last acknowledgement.
    const packets = talk.packets.slice(0, -1);
    const whole = fed(new Observer(), packets);
    whole.end();
    expect(flows(live(packets))).toEqual(flows(whole));
  });

  test('a miner that begins like a browser is heard', () => {
    const observer = live(plays(new Talk().open().says(get('/')), cryptonote).close().packets);
    expect(flows(observer)[0]!.ops.map(({ app }) => app)).toEqual(expect.arrayContaining(['http', 'mining']));
  });

  test('a request that is sent again counts once', () => {
    const { packets } = new Talk().open().says(get('/a'));
    expect(flows(live([...packets, packets.at(-1)!]))[0]!.ops).toEqual([{ app: 'http', method: 'GET', path: '/a', unauthenticated: true, count: 1 }]); // prettier-ignore
  });
});

test('names of DNS are read the same the first time and the second', () => {
  const label = fc.stringMatching(/^[A-Za-z0-9_-]{1,63}$/);
  fc.assert(
    fc.property(fc.array(fc.array(label, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }), (names) => {
      for (const labels of [...names, ...names]) {
        const name = labels.join('.');
        expect(parseDns(dns({ name }))?.questions[0]!.name).toBe(name.toLowerCase());
      }
    }),
  );
});

test('the roster by number finds the last one with a number, as a list of them would', () => {
  const step = fc.record({ kind: fc.constantFrom('add', 'remove', 'find'), number: fc.integer({ min: 0, max: 5 }), which: fc.nat(2000) }); // prettier-ignore
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, many) => {
      const roster = new Roster<{ slot: number; number: number }>();
      const byNumber = new ByNumber();
      let model: { slot: number; number: number }[] = [];
      const add = (number: number) => {
        const entry = { slot: -1, number };
        roster.add(entry);
        byNumber.set(entry.slot, number);
        model.push(entry);
      };
      // Beyond its first size it grows.
      if (many) for (let number = 0; number < 1100; number += 1) add(number % 7);
      for (const { kind, number, which } of steps) {
        const chosen = model[which % Math.max(1, model.length)];
        if (kind === 'add') add(number);
        else if (kind === 'remove' && chosen !== undefined) {
          byNumber.delete(chosen.slot);
          roster.remove(chosen);
          model = model.filter((one) => one !== chosen);
        }
        expect(roster.at(byNumber.get(number))).toBe(model.findLast((one) => one.number === number));
        expect([...roster].length).toBe(roster.size);
      }
    }),
  );
});
