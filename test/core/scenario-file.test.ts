import fc from 'fast-check';
import { stringify } from 'yaml';
import { ScenarioError, scenarioFrom } from '../../core/scenario-file.ts';

/** Every fault as `line:column path message`. */
function faultsOf(text: string): string[] {
  try {
    scenarioFrom(text, 'x.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.faults.map(({ line, column, path, message }) => `${line}:${column} ${path} ${message}`);
  }
}

const head = 'scenario: 1\nname: a test\n';
const shop = `${head}workloads:\n  - {name: cart, namespace: shop}\n`;

describe('a scenario file', () => {
  it('needs no more than its version and a name', () => {
    const scenario = scenarioFrom(head, 'x.yaml');
    expect(scenario).toMatchObject({ name: 'a test', start: '2026-01-05T00:00:00Z', seed: 1, clusters: [{ name: 'demo', mode: 'learning', nodes: 2, kubernetes: true }], sentinels: { heartbeat: 60_000 } });
    expect(scenario.conversations).toEqual([]);
  }); // prettier-ignore

  it('reads times, bytes and ends into what the player works with', () => {
    const scenario = scenarioFrom(
      `${shop}conversations:\n  - {source: shop/cart, destination: api.example.com, port: 443, every: 2h30m, from: 90s, until: 1d, bytesOut: 4kB, bytesIn: 2MiB}\n`,
      'x.yaml',
    );
    expect(scenario.conversations[0]).toMatchObject({
      source: [{ kind: 'workload', namespace: 'shop', name: 'cart' }],
      destination: [{ kind: 'name', name: 'api.example.com' }],
      every: 9_000_000,
      from: 90_000,
      until: 86_400_000,
      bytesOut: 4_000,
      bytesIn: 2_097_152,
      proto: 'tcp',
      outcome: 'established',
      connections: 1,
      pods: 'each',
    });
  });

  it('takes anchors and merge keys, as people use them to say things once', () => {
    const text = `${shop}conversations:\n  - &base {source: shop/cart, destination: api.example.com, port: 443, every: 1h}\n  - {<<: *base, destination: sts.amazonaws.com}\n`;
    expect(scenarioFrom(text, 'x.yaml').conversations.map(({ destination }) => destination)).toEqual([
      [{ kind: 'name', name: 'api.example.com' }],
      [{ kind: 'name', name: 'sts.amazonaws.com' }],
    ]);
  });

  it.each([
    ['', '1:1  must be a mapping that begins with "scenario: 1"'],
    ['- a\n', '1:1  must be a mapping that begins with "scenario: 1"'],
    ['scenario: 2\nname: x\n', '1:11 scenario must be 1, the version of this format'],
    ['scenario: 1\n', '1:1 name is missing: it must be text'],
    [`${head}conversation: []\n`, '3:1  has no key "conversation"; did you mean conversations?'],
    [`${head}nonsense: []\n`, expect.stringMatching(/^3:1 {2}has no key "nonsense"; known here: scenario, name, about, /)],
    [`${head}workloads:\n  - {name: Cart}\n`, '4:12 workloads[0].name must be lower-case letters, digits, "-" and ".", as Kubernetes has it'],
    [`${head}workloads:\n  - {name: cart, replica: 3}\n`, '4:18 workloads[0] has no key "replica"; did you mean replicas?'],
    [`${head}workloads: {name: cart}\n`, '3:12 workloads must be a list, not a mapping'],
    [`${head}workloads:\n  - {name: cart, replicas: many}\n`, '4:28 workloads[0].replicas must be a number, not many'],
    [`${head}workloads:\n  - {name: cart}\n  - {name: cart}\n`, '5:12 workloads[1].name declares the workload default/cart a second time'],
    [`${shop}conversations:\n  - {source: shop/crat, destination: a.b, port: 1, at: 1h}\n`, '6:14 conversations[0].source names the workload shop/crat, which is not declared; did you mean shop/cart?'],
    [`${shop}conversations:\n  - {source: cart, destination: a.b, port: 1, at: 1h}\n`, expect.stringMatching(/^6:14 conversations\[0\]\.source must be a workload \(shop\/cart\), service:/)],
    [`${shop}conversations:\n  - {source: shop/cart, destination: a.b, at: 1h}\n`, '6:5 conversations[0].port is missing: only a service with exactly one port lends it'],
    [`${shop}conversations:\n  - {source: shop/cart, destination: a.b, port: 1, at: 90}\n`, '6:56 conversations[0].at must be a time such as 2h30m, or a list of them'],
    [`${shop}conversations:\n  - {source: shop/cart, destination: a.b, port: 1, every: 10}\n`, '6:59 conversations[0].every must be a time with a unit, such as 90s, 10m, 2h30m or 1d'],
    [`${shop}conversations:\n  - {source: shop/cart, destination: a.b, port: 1}\n`, '6:5 conversations[0].at is missing: say when with at (2h, or a list), or with every (10m)'],
    [`${shop}conversations:\n  - {source: shop/cart, destination: a.b, port: 1, at: 1h, until: 2h}\n`, '6:67 conversations[0].until says something only together with every'],
    [`${shop}conversations:\n  - {source: internet, destination: a.b, port: 1, at: 1h}\n`, '6:14 conversations[0].source and destination are both outside: no sentinel sees that'],
    [`${shop}conversations:\n  - {source: shop/cart, destination: internet, port: 1, at: 1h}\n`, '6:38 conversations[0].destination must be somebody: give a DNS name or an address of the internet'],
    [`${shop}conversations:\n  - {source: shop/cart, destination: a.b, port: 1, at: 1h, ops: [{app: minig}]}\n`, expect.stringMatching(/^6:72 conversations\[0\]\.ops\[0\]\.app must be one of http, .*; did you mean mining\?$/)],
    [`${head}acts:\n  - {at: 1h, mode: enforcin}\n`, '4:20 acts[0].mode must be one of learning, shadow, enforcing, inherit; did you mean enforcing?'],
    [`${head}acts:\n  - {at: 1h}\n`, '4:5 acts[0] must hold exactly one of mode, accept, reject, lock and mute'],
    [`${head}acts:\n  - {at: 1h, mode: shadow, cluster: dmeo}\n`, '4:37 acts[0].cluster names the cluster dmeo, which is not declared; did you mean demo?'],
    [`${head}sentinels: {events: [{event: restarted, at: 1h}]}\n`, '3:30 sentinels.events[0].event must be one of restart, silent, loss, skew; did you mean restart?'],
    [`${head}sentinels: {events: [{event: silent, node: node-9, from: 1h}]}\n`, '3:44 sentinels.events[0].node names the node node-9, which is not declared; did you mean node-1?'],
    [`${head}start: yesterday\n`, '3:8 start must be a moment in UTC such as 2026-01-05T00:00:00Z'],
    [`${shop}expect:\n  nothingFor: [shop/card]\n`, '6:16 expect.nothingFor[0] names shop/card, which the scenario does not have; did you mean shop/cart?'],
    [`${head}expect:\n  findings: [{kind: new-wokload}]\n`, expect.stringMatching(/^4:21 expect\.findings\[0\]\.kind must be one of new-workload, .*; did you mean new-workload\?$/)],
    [`${head}clusters: [{name: prod, mod: learning}]\n`, '3:25 clusters[0] has no key "mod"; did you mean mode?'],
    [`${head}clusters: ["pr od"]\n`, expect.stringMatching(/^3:12 clusters\[0\] must be 1 to 100 letters/)],
    [`${head}name: twice\n`, '3:1  is no valid YAML: Map keys must be unique'],
    [`${head}  bad: [\n`, expect.stringMatching(/is no valid YAML/)],
    [`${head}__proto__: {polluted: true}\n`, expect.stringMatching(/^3:1 {2}has no key "__proto__"/)],
  ])('says of %j where it is wrong and what would do', (text, expected) => {
    expect(faultsOf(text)[0]).toEqual(expected);
  }); // prettier-ignore

  it('names every fault, in the order of the file, and does not drown people in them', () => {
    const text = `${head}workloads:\n${Array.from({ length: 30 }, () => '  - {nam: x}\n').join('')}`;
    const faults = faultsOf(text);
    expect(faults).toHaveLength(60);
    expect(faults.map((fault) => Number(fault.split(':')[0]))).toEqual(faults.map((fault) => Number(fault.split(':')[0])).toSorted((a, b) => a - b));
    expect(() => scenarioFrom(text, 'x.yaml')).toThrow(/… and 40 more$/);
  }); // prettier-ignore

  it('refuses a document whose aliases would explode', () => {
    const bomb = Array.from({ length: 12 }, (_, at) => `a${at}: &a${at} [${Array.from({ length: 12 }, () => (at === 0 ? '"x"' : `*a${at - 1}`)).join(',')}]`).join('\n');
    const before = performance.now();
    expect(faultsOf(`${head}${bomb}\n`)[0]).toMatch(/cannot be read: Excessive alias count|has no key/);
    expect(performance.now() - before).toBeLessThan(2_000);
  }); // prettier-ignore

  it('never fails in any other way, whatever the file holds', () => {
    const keys = fc.constantFrom('scenario', 'name', 'workloads', 'conversations', 'clusters', 'at', 'every', 'source', 'destination', 'expect', 'findings', 'sentinels', 'events', 'acts', 'x', '__proto__'); // prettier-ignore
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, fc.anything({ maxDepth: 1 }), fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(keys, tie('tree'), { maxKeys: 5 })), // prettier-ignore
    }));
    fc.assert(
      fc.property(tree, fc.string(), (value, rest) => {
        const json = JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
        for (const text of [json ?? '', stringify(JSON.parse(json ?? 'null')), `${head}${rest}`]) {
          expect(Array.isArray(faultsOf(text))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a scenario that says what cannot be meant', () => {
  const talk = (timing: string) => `conversations:\n  - {source: shop/cart, destination: api.example.com, port: 443, ${timing}}\n`;

  it.each([
    ['an act after the end', `${shop}until: 2h\nacts: [{at: 9h, mode: enforcing}]\n`, 'acts[0].at lies after until (2h), when the play ends'],
    ['a conversation after the end', `${shop}until: 2h\n${talk('at: [1h, 3h]')}`, 'conversations[0].at[1] lies after until (2h), when the play ends'],
    ['a workload of one of two clusters', `${shop}clusters: [a, b]\n`, 'workloads[0] must say in which cluster: a, b'],
    ['a schedule that never comes', `${head}workloads: [{name: j, namespace: shop, kind: CronJob, schedule: '99 * * * *'}]\n`, 'workloads[0].schedule is no schedule that ever comes: five fields such as 0 3 * * *, or @daily'],
    ['a service by its later name', `${shop}services: [{name: cart, namespace: shop, changes: [{at: 1h, rename: basket}]}]\nconversations: [{source: shop/cart, destination: 'service:shop/basket', port: 80, at: 2h}]\n`, 'conversations[0].destination names the service shop/basket, as which shop/cart goes on: the file calls it shop/cart throughout'],
    ['a name that would write on a terminal', 'scenario: 1\nname: "\\u001b[2J"\n', 'name must be printable text on one line'],
  ])('%s', (_what, text, fault) => {
    expect(faultsOf(text).map((one) => one.replace(/^\d+:\d+ /, ''))).toEqual([fault]);
  });

  it.each([
    ['for centuries', `${shop}until: 90000d\n`, /^3:8 until makes|^\d+:8 until makes/],
    ['each second for years', `${shop}until: 300d\n${talk('every: 1s')}`, /conversations\[0\] makes 2\d,\d{3},\d{3} things happen/],
  ])('goes on %s, and is not begun', (_what, text, fault) => {
    expect(faultsOf(text)).toEqual([expect.stringMatching(fault)]);
  });

  it.each(['['.repeat(5_000), `\n  ${'- '.repeat(8_000)}a`])('is nested as deep as no field is', (nested) => {
    expect(faultsOf(`${head}workloads: ${nested}\n`)).toEqual([expect.stringMatching(/nested far deeper|no valid YAML/)]);
  });
}); // prettier-ignore
