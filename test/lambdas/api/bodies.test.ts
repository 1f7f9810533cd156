import { gzipSync } from 'node:zlib';
import { askable, keptOf, namesIn, ours, theirs, twoClusters } from './two-clusters.ts';

// Every route with a body × what is nearly one: refused in words that name the field, and nothing is kept of it.

const names = namesIn(ours);
const withBody = askable.filter(({ schema }) => schema !== undefined);

/** Values that no field takes by accident, each as JSON text, since some are none that JSON.stringify would write. */
const oddValues: readonly string[] = [
  'null', 'true', '0', '-1', '1.5', '1e999', '-0', '9007199254740993', 'NaN', 'Infinity', '""', '" "', '"\\u0000"', '"\\ud800"', '"\\udfff\\ud800"', '"\\u202e"', '[]', '[[]]', '[null]', '{}', '{"__proto__":{}}',
  '{"toString":"x"}', `"${'x'.repeat(20_000)}"`, `[${Array.from({ length: 2_000 }, () => '"x"').join(',')}]`, '"../../etc/passwd"', '"${jndi:ldap://x}"', '"<script>"', '"a\\r\\nb"',
]; // prettier-ignore

/** A valid body with one place changed, at the top and one level down. */
function mutants(body: object): string[] {
  const made: string[] = [];
  const whole = JSON.stringify(body);
  const place = '"\u0001place"';
  for (const [key, value] of Object.entries(body)) {
    const { [key]: _left, ...rest } = body as Record<string, unknown>;
    made.push(JSON.stringify(rest));
    const with_ = (at: unknown) => JSON.stringify({ ...rest, [key]: at });
    const into = (at: unknown) =>
      oddValues.map((odd) => with_(at).replace(place.replace('\u0001', '\\u0001'), () => odd));
    made.push(...into('\u0001place'));
    if (Array.isArray(value)) made.push(...into(['\u0001place']), ...into([...(value as unknown[]), '\u0001place']));
    else if (typeof value === 'object' && value !== null) {
      for (const inner of Object.keys(value)) made.push(...into({ ...value, [inner]: '\u0001place' }));
      made.push(with_({ ...value, extra: 1 }));
    }
    // Said twice: the second one counts, and is as odd as any.
    made.push(`${whole.slice(0, -1)},${JSON.stringify(key)}:{"twice":[]}}`);
  }
  return [
    ...made, `${whole.slice(0, -1)},"extra":1}`, `${whole.slice(0, -1)},"__proto__":{"isAdmin":true}}`, `${whole.slice(0, -1)},"constructor":{"prototype":{"isAdmin":true}}}`, `[${whole}]`, JSON.stringify(whole),
    whole.slice(0, -1), whole.slice(0, Math.floor(whole.length / 2)), `${whole}${whole}`, `${whole}x`, `\u0000${whole}`, whole.replaceAll('"', "'"), `${'{"a":'.repeat(9)}1${'}'.repeat(9)}`, '['.repeat(30_000),
    '{"a":'.repeat(10_000), `{"x":"${'y'.repeat(70_000)}"}`, '', ' ', 'null', 'true', '0', '"x"', '[]', 'NaN', 'undefined', '{}'.slice(0, 1), '//x', '<xml/>', 'a=b&c=d',
  ]; // prettier-ignore
}

const bytes = (body: object): readonly Uint8Array[] => {
  const whole = Buffer.from(JSON.stringify(body));
  return [gzipSync(whole), Buffer.from(whole.toString(), 'utf16le'), Buffer.from([0xef, 0xbb, 0xbf, 0xff, ...whole]), Buffer.from([0xff, 0xfe]), Buffer.from([0xc0, 0x80]), Buffer.concat([whole, Buffer.from([0x00])]), Buffer.alloc(64 * 1024 + 1, 0x20), Buffer.alloc(1_000_000, 0x7b)]; // prettier-ignore
};

const mediaTypes = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json-patch+json', 'application/jsonp', 'text/json', '', 'application/json, text/plain', 'application/vnd.plumbline.telemetry.v1+gzip', '*/*']; // prettier-ignore

test('no route takes a body without being in here', () => {
  expect(withBody.length).toBeGreaterThanOrEqual(10);
  for (const { bodyOf, schema } of withBody) expect(schema?.safeParse(bodyOf(names)).success).toBe(true);
});

test.each(withBody)('$name refuses what is nearly its body, names what is wrong, and keeps nothing', async (route) => {
  const opened = await twoClusters();
  const address = route.addressOf(names);
  const before = [await keptOf(ours, opened), await keptOf(theirs, opened), opened.published.length, opened.secrets.size];
  const body = route.bodyOf(names) as object;
  let refused = 0;
  for (const text of mutants(body)) {
    // What its schema takes all the same (another reason, a version that is left out) is no case of this matrix.
    if (route.schema?.safeParse(parsed(text)).success === true) continue;
    const { status, answer, headers } = await opened.ask(route.method, address, text);
    expect([text.slice(0, 300), isRefusal(status), answer['field'] === undefined]).toEqual([text.slice(0, 300), true, false]); // prettier-ignore
    expect(headers.get('content-type')).toBe('application/problem+json');
    refused += 1;
  }
  for (const one of bytes(body)) {
    const answer = await opened.app.request(address, { method: route.method, body: one, headers: { 'content-type': 'application/json' } }, { actor: 'jane@example.org', role: 'admin' }); // prettier-ignore
    expect(isRefusal(answer.status)).toBe(true);
    refused += 1;
  }
  for (const type of mediaTypes) {
    expect((await opened.ask(route.method, address, JSON.stringify(body), { headers: { 'content-type': type } })).status).toBe(415); // prettier-ignore
    refused += 1;
  }
  expect(refused).toBeGreaterThan(60);
  expect([await keptOf(ours, opened), await keptOf(theirs, opened), opened.published.length, opened.secrets.size]).toEqual(before);
  expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  expect(opened.record.counts).toEqual([]);
}); // prettier-ignore

test.each(withBody)('$name keeps what it takes in letters that every store can hold', async (route) => {
  const opened = await twoClusters();
  const text = JSON.stringify(route.bodyOf(names)).replace(/"reason":"[^"]*"/, String.raw`"reason":"a\ud800b\u0000c"`);
  const { status } = await opened.ask(route.method, route.addressOf(names), text);
  expect(status).toBeLessThan(500);
  expect((await keptOf(ours, opened)).replaceAll(String.raw`\\`, '')).not.toMatch(/\\ud[89a-f][0-9a-f]{2}/);
});

const isRefusal = (status: number) => [400, 413, 422].includes(status);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
