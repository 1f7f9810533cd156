import * as fc from 'fast-check';
import { Feed, Feeds } from '../../../core/feeds/feed.ts';
import { hostileText, runs } from '../arbitraries.ts';
import { bytesOf, feedOf, type Options, parsed, said } from './feed-cases.ts';

const csv = (options: object, text: string) => said(parsed({ format: 'csv', ...options }, text)); // prettier-ignore

const json = (options: object, value: unknown) => said(parsed({ format: 'json', ...options }, typeof value === 'string' ? value : JSON.stringify(value))); // prettier-ignore

const indicator = (id: string, pattern: string, more: object = {}) => ({ type: 'indicator', id: `indicator--${id}`, modified: '2026-01-01T00:00:00Z', pattern, pattern_type: 'stix', ...more }); // prettier-ignore

const stix = (...objects: unknown[]) => said(parsed({ format: 'stix' }, JSON.stringify({ type: 'bundle', objects }))); // prettier-ignore

const misp = (value: unknown, options: object = {}) => said(parsed({ format: 'misp', ...options }, typeof value === 'string' ? value : JSON.stringify(value))); // prettier-ignore

const attribute = (type: string, value: string, more: object = {}) => ({ type, value, to_ids: true, ...more }); // prettier-ignore

describe('a plain list', () => {
  test('has one value a line, and comments in the ways that lists have', () => {
    const text = '\ufeff# head\r\n; old\r\n// c\r\n! abp\r\n\r\npool.org\r\n evil.net # why\r\n45.32.1.0/24 ; SBL1\r\n5.6.7.8\tx\r\nPOOL.ORG\r\n';
    expect(said(parsed({ format: 'plain' }, text))).toEqual(['name pool.org', 'name evil.net', 'range 45.32.1.0/24', 'more-than-one-value 1']);
  }); // prettier-ignore

  test('may end its lines with CR alone, and be UTF-16', () => {
    expect(said(parsed({ format: 'plain' }, 'a.org\rb.org\r'))).toEqual(['name a.org', 'name b.org']);
    const utf16 = Uint8Array.from(Buffer.from('\ufeffa.org\nb.org', 'utf16le'));
    expect(said(parsed({ format: 'plain' }, utf16))).toEqual(['name a.org', 'name b.org']);
  });

  test('counts what it cannot read, by reason', () => {
    const text = `a\u0000.org\n*\n${'x'.repeat(70_000)}\n1.2.3.4:99999\n300.1.1.1\nok.org`;
    expect(said(parsed({ format: 'plain' }, text))).toEqual(['name ok.org', 'control-character 1', 'wildcard 1', 'too-long 1', 'bad-port 1', 'bad-address 1']);
  }); // prettier-ignore
});

describe('a hosts file', () => {
  test('lists the names, not the addresses, and nothing of the machine itself', () => {
    const text = '127.0.0.1 localhost\n::1 ip6-localhost ip6-loopback\nfe80::1%lo0 localhost\n0.0.0.0 a.org b.org # two\n:: c.org\n0.0.0.0 0.0.0.0\n';
    expect(said(parsed({ format: 'hosts' }, text))).toEqual(['name a.org', 'name b.org', 'name c.org', 'own-name 5']);
  }); // prettier-ignore

  test('counts lines that are none', () => {
    expect(said(parsed({ format: 'hosts' }, 'a.org\n0.0.0.0\n0.0.0.0 5.6.7.8\n0.0.0.0 a..b\n'))).toEqual(['bad-address 1', 'missing-value 1', 'not-a-name 2']); // prettier-ignore
  });
});

describe('CSV', () => {
  test('is read by the name of a column, in the header, in a header that is a comment, or both', () => {
    const rows = '"1","http://5.6.7.8:99/a,b","online"\r\n"2","http://a.org/""x""","offline"\r\n';
    const expected = ['endpoint 5.6.7.8:99', 'name a.org'];
    expect(csv({ column: 'url', header: true }, `id,URL,status\r\n${rows}`)).toEqual(expected);
    expect(csv({ column: 'url' }, `id,url,status\r\n${rows}`)).toEqual(expected);
    expect(csv({ column: 'url' }, `# a list\r\n#\r\n# id,url,status\r\n${rows}`)).toEqual(expected);
    expect(csv({ column: 'url' }, `# id,url,status\r\n"id","url","status"\r\n${rows}`)).toEqual(expected);
  });

  test('is read by the number of a column, with a header or without', () => {
    expect(csv({ column: 1 }, 'x,a.org\ny,b.org')).toEqual(['name a.org', 'name b.org']);
    expect(csv({ column: 1, header: true }, 'id,host\ny,b.org')).toEqual(['name b.org']);
    expect(csv({ column: 0, delimiter: ';' }, 'a.org;1\n\nb.org;2\n')).toEqual(['name a.org', 'name b.org']);
  });

  test('takes quotes with line breaks, doubled quotes, and spaces around them', () => {
    expect(csv({ column: 2 }, '"two\r\nlines", "a ""b""" , "a.org"\n1,2,b.org')).toEqual(['name a.org', 'name b.org']);
  });

  test('takes only the rows that are wanted', () => {
    const where = { column: 'type', in: ['domain'] };
    expect(csv({ column: 'ioc', where, header: true }, 'type,ioc\ndomain,a.org\nsha256,00ff\n')).toEqual(['name a.org', 'filtered 1']); // prettier-ignore
  });

  test('goes on after a row that is none', () => {
    const text = `a.org,1\n"b.org"x,1\n"open\nc.org,1\n${'"'.padEnd(9_000, 'y')}\nd.org,1\n`;
    expect(csv({ column: 0 }, text)).toEqual(expect.arrayContaining(['name a.org', 'name d.org']));
    expect(csv({ column: 5 }, 'a.org,1\n')).toEqual(['too-few-columns 1']);
    expect(csv({ column: 0 }, `${'x,'.repeat(300)}\nd.org`)).toEqual(['name d.org', 'too-long 1']);
  });

  test('without its column is not guessed at', () => {
    expect(csv({ column: 'url' }, 'id,link\n1,http://a.org/\n')).toBe('no-such-column');
    expect(csv({ column: 'url', where: { column: 'kind', in: ['x'] } }, 'id,url\n1,http://a.org/\n')).toBe('no-such-column'); // prettier-ignore
  });
});

describe('JSON', () => {
  test('is read along two paths: to the records, and to the value in each', () => {
    expect(json({ list: 'data.items', value: 'ioc.host' }, { data: { items: [{ ioc: { host: 'a.org' } }, { ioc: { host: 'b.org' } }] } })).toEqual(['name a.org', 'name b.org']);
    expect(json({ list: '*.*', value: 'ioc_value' }, { 1: [{ ioc_value: 'a.org' }], 2: [{ ioc_value: '5.6.7.8:9' }] })).toEqual(['name a.org', 'endpoint 5.6.7.8:9']);
    expect(json({}, ['a.org', 'b.org'])).toEqual(['name a.org', 'name b.org']);
    expect(json({ value: 'hosts' }, [{ hosts: ['a.org', 'b.org'] }])).toEqual(['name a.org', 'name b.org']);
    expect(json({ list: 'l.1' }, { l: [['a.org'], ['b.org']] })).toEqual(['name b.org']);
  }); // prettier-ignore

  test('may have one text a line, of which a bad one costs itself only', () => {
    expect(json({ lines: true, value: 'ioc' }, '{"ioc":"a.org"}\n{"ioc":\n\n{"ioc":"b.org"}\n')).toEqual(['name a.org', 'name b.org', 'bad-record 1']); // prettier-ignore
  });

  test('leaves out what is not wanted and what has expired', () => {
    const records = [
      { v: 'a.org', t: 'domain', until: null },
      { v: 'b.org', t: 'domain', until: '2026-11-23 09:59:59 UTC' },
      { v: 'c.org', t: 'domain', until: '2026-11-23T09:59:59' },
      { v: 'd.org', t: 'domain', until: 'some day' },
      { v: 'e.org', t: 'sha256' },
    ];
    expect(json({ value: 'v', expires: 'until', where: { path: 't', in: ['domain'] } }, records)).toEqual(['name a.org', 'name d.org', 'expired 2', 'filtered 1']); // prettier-ignore
  });

  test.each([
    [{ list: 'data' }, '{"other":[]}', 'no-such-path'],
    [{ list: 'length' }, '["a.org"]', 'no-such-path'],
    [{ list: '__proto__' }, '{"a":1}', 'no-such-path'],
    [{}, '{"a":', 'not-json'],
    [{}, '', 'not-json'],
    [{ list: 'data' }, '{"data":[]}', []],
    [{ value: 'x' }, '[{"y":"a.org"},{"x":3},null]', ['missing-value 3']],
  ])('with %j of %s is %j', (options, text, expected) => {
    expect(json(options, text)).toEqual(expected);
  });

  test('is not built where it nests deep or would fill the memory', () => {
    expect(json({}, '['.repeat(100_000))).toBe('too-deep');
    expect(json({}, `[${'{},'.repeat(4_000_000)}{}]`)).toBe('too-large');
  });
});

describe('STIX', () => {
  test('lists the indicators that hold, of each its newest version', () => {
    expect(
      stix(
        indicator('1', "[domain-name:value = 'old.org']"),
        indicator('1', "[domain-name:value = 'new.org']", { modified: '2026-02-01T00:00:00Z' }),
        indicator('2', "[ipv4-addr:value = '5.6.7.8']", { revoked: true }),
        indicator('3', "[ipv4-addr:value = '5.6.7.9']", { valid_until: '2026-11-23T09:00:00Z' }),
        indicator('4', "[ipv4-addr:value = '5.6.7.10']", { valid_until: '2026-11-24T09:00:00Z' }),
        indicator('5', "[ipv4-addr:value = '5.6.7.11']", { valid_from: '2026-11-24T09:00:00Z' }),
        indicator('6', 'alert tcp any any', { pattern_type: 'snort' }),
        { type: 'malware', id: 'malware--1' },
        { type: 'indicator', id: 'indicator--7' },
        null,
      ),
    ).toEqual(['name new.org', 'address 5.6.7.10', 'bad-record 1', 'superseded 1', 'not-network 3', 'revoked 1', 'expired 1', 'not-yet-valid 1']);
  }); // prettier-ignore

  test('may come in an envelope with nothing in it, and no other object passes for one', () => {
    expect(said(parsed({ format: 'stix' }, '{}'))).toEqual([]);
    expect(said(parsed({ format: 'stix' }, '{"more":false}'))).toEqual([]);
    expect(said(parsed({ format: 'stix' }, '{"error":"no"}'))).toBe('no-such-path');
    expect(said(parsed({ format: 'stix' }, '{"objects":{}}'))).toBe('no-such-path');
  });
});

describe('MISP', () => {
  test('lists attributes that are meant for detection, wherever an event holds them', () => {
    const event = {
      Event: {
        Attribute: [
          attribute('domain', 'a.org'),
          attribute('domain|ip', 'b.org|5.6.7.8'),
          attribute('hostname|port', 'c.org|99'),
          attribute('ip-dst|port', '5.6.7.8|3333'),
          attribute('ip-dst|port', '2a02::1:5|3333'),
          attribute('url', 'http://d.org/x'),
          attribute('sha256', '00ff'),
          attribute('constructor', 'z.org'),
          attribute('domain', 'context.org', { to_ids: false }),
          attribute('domain', 'gone.org', { deleted: true }),
        ],
        Object: [{ Attribute: [attribute('hostname', 'e.org', { to_ids: '1' })] }],
      },
    };
    const expected = ['name e.org', 'name a.org', 'name b.org', 'name c.org', 'endpoint 5.6.7.8:3333', 'endpoint [2a02::1:5]:3333', 'name d.org', 'not-network 2', 'context-only 1', 'revoked 1']; // prettier-ignore
    expect(misp(event)).toEqual(expected);
    expect(misp({ response: [event] })).toEqual(expected);
    expect(misp(`${JSON.stringify(event)}\n{}\n`, { lines: true })).toEqual([...expected.slice(0, 7), 'bad-record 1', ...expected.slice(7)]); // prettier-ignore
  });

  test('may be a warninglist', () => {
    expect(misp({ name: 'x', type: 'hostname', list: ['.a.org', 'b.org', 7] })).toEqual(['name a.org', 'name b.org', 'missing-value 1']); // prettier-ignore
  });

  test('is nothing else', () => {
    expect(misp({ message: 'denied' })).toBe('no-such-path');
    expect(misp([])).toEqual([]);
  });
});

const every: readonly Options[] = [
  { format: 'plain' },
  { format: 'hosts' },
  { format: 'csv', column: 0 },
  { format: 'csv', column: 'a', where: { column: 'b', in: ['x'] } },
  { format: 'json', list: '*', value: 'a.*', expires: 'b' },
  { format: 'json', lines: true },
  { format: 'stix' },
  { format: 'misp' },
  { format: 'misp', lines: true },
];

describe('any feed', () => {
  test.each(every)('$format is refused whole where it is a page, packed, or too large', (options) => {
    expect(said(parsed(options, '\ufeff \n<!DOCTYPE html><html><body>502</body></html>'))).toBe('markup');
    expect(said(parsed(options, Uint8Array.of(0x1f, 0x8b, 8, 0)))).toBe('packed');
    expect(said(parsed({ ...options, maxBytes: 1_024 }, new Uint8Array(1_025)))).toBe('too-large');
  });

  test('never throws, whatever the bytes are', () => {
    const bytes = fc.uint8Array({ maxLength: 400 });
    const structured = fc.json({ maxDepth: 6 }).map(bytesOf);
    const marks = fc.array(fc.constantFrom('"', ',', '\n', '\r', '#', '[', ']', '{', '}', ':', "'", '\\', 'a.org', '"value"', '"type"', '"objects"', '"list"', ' '), { maxLength: 60 }).map((all) => bytesOf(all.join(''))); // prettier-ignore
    const answers = fc.property(fc.constantFrom(...every), fc.oneof(bytes, structured, marks, hostileText().map(bytesOf)), (options, input) => {
      const result = parsed(options, input);
      return result.kind === 'unreadable' || result.read >= result.entries.length;
    });
    expect(fc.check(answers, { numRuns: runs.numRuns * 5 }).failed).toBe(false);
  }); // prettier-ignore

  // Each is what a pattern with backtracking, a search for a closing mark or a copy a row would take minutes for.
  test.each([
    ['an open quote a row', 'csv', '"a\n'],
    ['three quotes a row', 'csv', '"""\n'],
    ['quotes that never end', 'csv', '"x'],
    ['spaces', 'csv', ' '],
    ['spaces', 'plain', ' '],
    ['one dot after another', 'plain', '.'],
    ['spaces with hashes', 'plain', 'a #'],
    ['colons', 'plain', 'a:b:\n'],
    ['wildcards', 'hosts', '0.0.0.0 *.*.\n'],
  ])('one megabyte of %s in %s is read within a second or two', (_, format, piece) => {
    const options = format === 'csv' ? ({ format, column: 0 } as const) : ({ format: format as 'plain' | 'hosts' } as const);
    const text = piece.repeat(Math.floor(1_000_000 / piece.length));
    const began = performance.now();
    expect(parsed(options, text).kind).toBe('parsed');
    expect(performance.now() - began).toBeLessThan(3_000);
  }); // prettier-ignore
});

describe('the configuration of a feed', () => {
  test.each([
    [{ url: 'http://feeds.example.org/x' }, 'https'],
    [{ url: 'https://user:secret@feeds.example.org/x' }, 'user or a password'],
    [{ name: '' }, 'letters'],
    [{ name: 'a\nb' }, 'letters'],
    [{ category: 'bad' }, 'category'],
    [{ colum: 0 }, 'colum'],
    [{ format: 'csv' }, 'column'],
    [{ format: 'json', list: 'a..b' }, 'keys'],
    [{ format: 'xml' }, 'format'],
    [{ maxBytes: 1e12 }, 'maxBytes'],
  ])('%j is refused with a word of it', (over, word) => {
    const result = Feed.safeParse({ ...feedOf({ format: 'plain' }), ...over });
    expect(result.success).toBe(false);
    expect(JSON.stringify(result.error?.issues)).toContain(word);
  });

  test('gives each feed a name of its own', () => {
    const feed = { name: 'a', url: 'https://a.org/', category: 'malware', licence: 'x', format: 'plain' };
    expect(Feeds.safeParse([feed, { ...feed, name: 'b' }]).success).toBe(true);
    expect(Feeds.safeParse([feed, feed]).success).toBe(false);
  });
});
