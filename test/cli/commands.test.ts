import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type FakeKubernetes, startFakeKubernetes } from '../../local/kubernetes/server.ts';
import { play } from '../../local/simulator/play.ts';
import { miner, shop } from '../local/simulator/scenarios.ts';
import { helmCommand, inventoryAccountBeside } from '../../cli/helm-command.ts';
import { namesNoNode } from '../../cli/identity.ts';
import { kubeconfigIn } from './kubeconfigs.ts';
import { plumbline, startInstallation, type TestInstallation } from './listening.ts';

let installation: TestInstallation;
let kubernetes: FakeKubernetes;
beforeAll(async () => {
  installation = await startInstallation();
  kubernetes = await startFakeKubernetes();
});
afterAll(async () => {
  await kubernetes.stop();
  await installation.stop();
});

const kubeconfig = (user: object, more: { server?: string; authority?: string | undefined } = {}) =>
  kubeconfigIn(installation.state, { server: kubernetes.url, authority: kubernetes.authority, ...more, user });

describe('before a cluster is enrolled', () => {
  it('lists say so and what to do, and data is empty', async () => {
    expect(await installation.run('clusters', 'list')).toEqual({ code: 0, out: '', notes: 'No cluster is enrolled yet. Enrol one: plumbline clusters add NAME --kubeconfig FILE' });
    expect(await installation.run('clusters', 'list', '--json')).toMatchObject({ code: 0, out: '[]' });
    expect((await installation.run('graph')).notes).toMatch(/^No cluster is enrolled yet\.\nEnrol one with `plumbline clusters add/);
  }); // prettier-ignore
});

describe('clusters add', () => {
  it('asks the Kubernetes API, enrols, and prints the token once, alone on standard output', async () => {
    const file = kubeconfig({ token: kubernetes.token });
    const { code, out, notes } = await installation.run('clusters', 'add', 'prod', '--kubeconfig', file);
    expect([code, out]).toEqual([0, expect.stringMatching(/^plumbline_[A-Za-z0-9_-]{43}$/)]);
    expect(notes).toContain(`${kubernetes.url} lets this token in.`);
    expect(notes).toContain('curl -sS');
    expect(notes).not.toContain(out);
    expect(notes).not.toContain(kubernetes.token);
    expect([...installation.secrets.values()]).toEqual([kubernetes.token]);
    expect((await installation.run('clusters', 'list')).out).toContain(kubernetes.url);
  });

  it('takes the name of the cluster, finds out who signs its tokens, and says what its sentinels need; remove takes it out', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }];
    const signing = await startFakeKubernetes({ serviceAccounts: { issuer: 'https://kubernetes.default.svc.cluster.local', keys } });
    try {
      const file = kubeconfigIn(installation.state, { server: signing.url, authority: signing.authority, user: { token: signing.token } }, 'signing.yaml');
      const { code, notes } = await installation.run('clusters', 'add', '--kubeconfig', file);
      expect([code, notes]).toEqual([0, expect.stringContaining('as plumbline/plumbline-sentinel, with a projected token for the audience plumbline:main:my-cluster that lives 3600 seconds')]);
      const { identity } = (await installation.stores.clusters.all()).find(({ id }) => id === 'my-cluster') ?? {};
      expect(identity).toMatchObject({ issuer: 'https://kubernetes.default.svc.cluster.local', subject: 'system:serviceaccount:plumbline:plumbline-sentinel', keys: [{ kid: 'k1' }] });
      expect(installation.published.at(-1)?.index.clusters['my-cluster']?.keys.map(({ kid }) => kid)).toEqual(['k1']);
      // Where the control plane cannot reach it, we can: its keys are read from here, and its token stays here.
      const secrets = [...installation.secrets.values()];
      const pushed = await installation.run('clusters', 'add', 'far', '--kubeconfig', file, '--pushes');
      expect([pushed.code, pushed.notes]).toEqual([0, expect.stringContaining('It is not asked for its inventory: the chart pushes it, with --set inventory.push=true.')]);
      const far = (await installation.stores.clusters.all()).find(({ id }) => id === 'far');
      expect(far).toMatchObject({ pushes: true, identity: { inventorySubject: 'system:serviceaccount:plumbline:plumbline-inventory', keys: [{ kid: 'k1' }] } });
      expect([far?.access, [...installation.secrets.values()]]).toEqual([undefined, secrets]);
      expect((await installation.run('clusters', 'list')).out).toMatch(/^far .* pushes its inventory /m);
      expect((await installation.run('doctor')).out).toMatch(/inventory far +nothing was pushed yet: workloads stay unresolved/);
      await installation.run('clusters', 'remove', 'far');
      expect(await installation.run('clusters', 'remove', 'my-cluster')).toMatchObject({ code: 0, out: 'The cluster my-cluster is taken out. Its tokens are good for five minutes at most.' });
      expect(installation.published.at(-1)?.index.clusters).toEqual({});
    } finally {
      await signing.stop();
    }
  }); // prettier-ignore

  it('asks EKS for an EKS cluster, and has it let our roles in', async () => {
    const asked: string[] = [];
    const eks = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      request.resume().on('end', () => {
        response.setHeader('content-type', 'application/json');
        if (request.method === 'POST') return response.writeHead(409, { 'x-amzn-errortype': 'ResourceInUseException' }).end('{"message":"there"}');
        return response.end(JSON.stringify({ cluster: { name: 'blue', endpoint: 'https://A1B2.gr7.eu-west-1.eks.amazonaws.com', certificateAuthority: { data: Buffer.from(kubernetes.authority).toString('base64') }, identity: { oidc: { issuer: 'https://127.0.0.1/id/X' } } } }));
      });
    });
    await new Promise<void>((listening) => void eks.listen(0, '127.0.0.1', listening));
    const before = { ...process.env };
    // The log service: it knows no such group yet, then it does.
    const filters: unknown[] = [];
    let isThere = false;
    const logs = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => void chunks.push(chunk));
      request.on('end', () => {
        filters.push([request.headers['x-amz-target'], JSON.parse(Buffer.concat(chunks).toString())]);
        if (!isThere) return response.writeHead(400).end('{"__type":"ResourceNotFoundException","message":"no"}');
        return response.end();
      });
    });
    await new Promise<void>((listening) => void logs.listen(0, '127.0.0.1', listening));
    Object.assign(process.env, { AWS_ENDPOINT_URL_LOGS: `http://127.0.0.1:${(logs.address() as AddressInfo).port}`, AWS_ENDPOINT_URL_EKS: `http://127.0.0.1:${(eks.address() as AddressInfo).port}`, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' });
    try {
      const { code, notes } = await installation.run('clusters', 'add', '--eks', 'blue', '--region', 'eu-west-1');
      expect(notes).toContain('Access entry for arn:aws:iam::111122223333:role/enrich: there already.');
      expect(notes).toContain('Sentinels will need the enrolment token: its issuer is no address of a public host.');
      expect([code, asked]).toEqual([0, ['GET /clusters/blue', 'POST /clusters/blue/access-entries']]);
      expect(notes).toMatch(/Audit log: \/aws\/eks\/blue\/cluster is not there[^]*aws eks update-cluster-config --region eu-west-1 --name blue --logging/);
      isThere = true;
      expect((await installation.run('clusters', 'add', 'blue-2', '--eks', 'blue', '--region', 'eu-west-1')).notes).toContain('Audit log: /aws/eks/blue/cluster is sent to the installation from now on.');
      expect(filters.at(-1)).toEqual(['Logs_20140328.PutSubscriptionFilter', { logGroupName: '/aws/eks/blue/cluster', filterName: 'plumbline', filterPattern: expect.stringContaining('$.verb = "create"') as string, destinationArn: 'arn:aws:lambda:eu-west-1:111122223333:function:audit' }]);
      expect((await installation.run('clusters', 'add', 'blue-3', '--eks', 'blue', '--region', 'us-east-1')).notes).toContain('is in us-east-1, and a subscription cannot leave for eu-west-1');
      for (const id of ['blue-2', 'blue-3']) await installation.run('clusters', 'remove', id);
      expect((await installation.stores.clusters.all()).find(({ id }) => id === 'blue')?.access?.credential).toEqual({ kind: 'eks', clusterName: 'blue', region: 'eu-west-1' });
    } finally {
      process.env = before;
      await installation.run('clusters', 'remove', 'blue');
      logs.closeAllConnections();
      await new Promise((stopped) => eks.close(stopped));
      await new Promise((stopped) => logs.close(stopped));
    }
  }); // prettier-ignore

  it('knows from which version on tokens name the node', () => {
    expect(['v1.29.4-eks-036c24b', '1.29', 'v1.20.2', '1.9'].map(namesNoNode)).toEqual([true, true, true, true]);
    expect(['v1.30.0', '1.33', 'v1.100.1', 'v2.0', 'who knows', undefined].map(namesNoNode)).toEqual([false, false, false, false, false, false]);
  }); // prettier-ignore

  it('prints the commands that install the chart, for what was enrolled', () => {
    const enrolled = { url: 'https://abc.execute-api.eu-west-1.amazonaws.com', installation: 'main', cluster: 'prod-1', sentinels: 'plumbline/plumbline-sentinel', pushes: false, identified: true };
    expect(helmCommand(enrolled)).toBe('  helm install plumbline charts/plumbline-sentinel --namespace plumbline --create-namespace \\\n    --set ingestUrl=https://abc.execute-api.eu-west-1.amazonaws.com,installation=main,cluster=prod-1,image.repository=YOUR-REGISTRY/plumbline-sentinel');
    expect(helmCommand({ ...enrolled, pushes: true })).toContain(',inventory.push=true,controlPlane.createRole=false');
    expect(helmCommand({ ...enrolled, identified: false, sentinels: 'watch/eyes-sentinel' })).toMatch(/^ {2}kubectl create namespace watch\n {2}kubectl --namespace watch create secret generic plumbline-enrolment --from-file=token=token\.txt\n {2}helm install eyes .*--namespace watch /);
    expect(inventoryAccountBeside('watch/eyes-sentinel')).toBe('watch/eyes-inventory');
    // The chart sends tokens over TLS alone.
    expect(helmCommand({ ...enrolled, url: 'http://127.0.0.1:8710' })).toBeUndefined();
  }); // prettier-ignore

  it('refuses to guess', async () => {
    expect(await installation.run('clusters', 'add')).toMatchObject({ code: 2, notes: 'Which cluster? It needs a name, or --kubeconfig FILE or --eks NAME, which have one.' });
    expect(await installation.run('clusters', 'add', 'x', '--inventory-account', 'a/b')).toMatchObject({ code: 2, notes: '--inventory-account is only used with --pushes.' });
    expect((await installation.run('clusters', 'rotate', 'prood')).notes).toContain('did you mean prod?');
  }); // prettier-ignore

  it('token, or rotate, gives another', async () => {
    for (const verb of ['token', 'rotate']) {
      const { code, out, notes } = await installation.run('clusters', verb, 'prod');
      expect([code, out]).toEqual([0, expect.stringMatching(/^plumbline_[A-Za-z0-9_-]{43}$/)]);
      expect(notes).toMatch(/^It is shown this once\./);
    }
  }); // prettier-ignore

  it('says what is wrong with a name, and with one that is there', async () => {
    expect(await installation.run('clusters', 'add', 'pr/od')).toMatchObject({ code: 2, notes: expect.stringMatching(/^"pr\/od" is no name for a cluster: it must be 1 to 100/) });
    const again = await installation.run('clusters', 'add', 'prod');
    expect(again).toEqual({ code: 1, out: '', notes: 'A cluster called prod is enrolled already.\nAnother token for it: plumbline clusters token prod' });
  }); // prettier-ignore

  it.each([
    ['a token that expired', { token: 'nope' }, {}, /does not know the token \(401\)\.\nIt may have expired/],
    ['a client certificate', { 'client-certificate-data': 'AAAA', 'client-key-data': 'SECRETKEY' }, {}, /is a client certificate, and Plumbline does not take those: they cannot be revoked/],
    ['a program', { exec: { command: 'aws' } }, {}, /asks a program for short-lived tokens.*\nFor EKS use --eks NAME/],
    ['nothing', {}, {}, /has no token\.\nThen make a read-only token/],
    ['a token file that is not there', { tokenFile: 'gone' }, {}, /The token file gone, which .* names, cannot be read/],
    ['no authority', { token: 'x' }, { authority: undefined }, /names no certificate authority/],
    ['plain http', { token: 'x' }, { server: 'http://127.0.0.1:1' }, /is not reached by https/],
    ['nobody there', { token: 'x' }, { server: 'https://127.0.0.1:9' }, /cannot be reached \(ECONNREFUSED\)/],
  ])('refuses a kubeconfig with %s, and says what would do', async (_what, user, more, expected) => {
    const { code, out, notes } = await installation.run('clusters', 'add', 'other', '--kubeconfig', kubeconfig(user, more));
    expect([code, out]).toEqual([1, '']);
    expect(notes).toMatch(expected);
    expect(notes).not.toContain('SECRETKEY');
  }); // prettier-ignore

  it('refuses a certificate of another authority', async () => {
    const other = await startFakeKubernetes();
    const { notes } = await installation.run('clusters', 'add', 'other', '--kubeconfig', kubeconfig({ token: 'x' }, { authority: other.authority })); // prettier-ignore
    await other.stop();
    expect(notes).toMatch(/has a certificate that the given authority did not sign/);
  });

  it('refuses what is no kubeconfig, a context that is not there, and EKS without a region', async () => {
    const file = kubeconfig({ token: kubernetes.token });
    const broken = path.join(installation.state, 'broken');
    writeFileSync(broken, '[[[');
    expect((await installation.run('clusters', 'add', 'o', '--kubeconfig', broken)).notes).toMatch(/is no kubeconfig\.\n/);
    expect((await installation.run('clusters', 'add', 'o', '--kubeconfig', '/nope')).notes).toMatch(/^There is no file \/nope\./);
    expect((await installation.run('clusters', 'add', 'o', '--kubeconfig', file, '--context', 'x')).notes).toMatch(/has no context "x"\.\nChoose one with --context; there are: dev\./);
    expect((await installation.run('clusters', 'add', 'o', '--eks', 'c')).notes).toMatch(/^I do not know the region/);
    expect((await installation.run('clusters', 'add', 'o', '--eks', 'c', '--kubeconfig', file)).code).toBe(2);
  }); // prettier-ignore
});

describe('mode', () => {
  it('shows and sets it, and suggests the next step', async () => {
    expect((await installation.run('mode', 'prod')).out).toMatch(/^WHAT +IS\nmode +learning since .*\nbaseline +version 1, 0 facts about 0 workloads\n/);
    expect(await installation.run('mode', 'prod', 'enforcing')).toMatchObject({ code: 0, out: '', notes: expect.stringMatching(/^prod is enforcing \(baseline version 2\)/) });
    expect(JSON.parse((await installation.run('mode', 'prod', '--json')).out)).toMatchObject({ id: 'prod', baseline: { mode: 'enforcing' } });
  }); // prettier-ignore

  it('knows what was probably meant', async () => {
    expect((await installation.run('mode', 'prdo')).notes).toBe('No cluster is called prdo; did you mean prod?\nEnrolled are: prod.');
    expect(await installation.run('mode', 'prod', 'shadwo')).toMatchObject({ code: 2, notes: expect.stringContaining('did you mean shadow?') });
    expect((await installation.run('mode', 'prod', 'shadow', '--workload', 'shop/crat')).notes).toMatch(/^No workload of prod is called shop\/crat\.\nName it as/);
  }); // prettier-ignore

  it('takes a namespace or a workload apart, looks ahead, and lets it follow again', async () => {
    expect(await installation.run('mode', 'prod', 'shadow', '--namespace', 'batch', '--forecast')).toMatchObject({ code: 0, out: expect.stringMatching(/./), notes: '' });
    expect((await installation.run('mode', 'prod', 'shadow', '--namespace', 'batch')).notes).toMatch(/^namespace batch is shadow \(baseline version 3\)/);
    expect((await installation.run('mode', 'prod')).out).toMatch(/\nbut +namespace batch: shadow since /);
    expect((await installation.run('mode', 'prod', 'cluster', '--namespace', 'batch')).notes).toBe('namespace batch follows prod again, which is enforcing (baseline version 4).');
    for (const wrong of [['shadow', '--namespace', 'a', '--workload', 'a/b'], ['--namespace', 'a'], ['cluster'], ['--forecast']]) {
      expect(await installation.run('mode', 'prod', ...wrong)).toMatchObject({ code: 2, out: '' });
    }
  }); // prettier-ignore
});

describe('baseline and intel', () => {
  it('baseline tells its versions and facts, is locked and opened', async () => {
    expect((await installation.run('baseline', 'lock')).notes).toBe('The baseline of prod is locked (version 5).');
    expect((await installation.run('baseline', 'unlock')).notes).toBe('The baseline of prod is open to learning (version 6).');
    expect((await installation.run('baseline', 'versions')).out).toMatch(/^VERSION +AT .*\n +6 .*unlocked: the learning rule adds again\n +5 .*locked/);
    expect(await installation.run('baseline', 'facts', '--by', 'person')).toEqual({ code: 0, out: '', notes: 'The baseline of prod holds nothing of the kind yet.' });
    expect((await installation.run('baseline', 'facts', '--at-version', 'x')).notes).toBe('version: must be a whole number from 1.');
    expect((await installation.run('baseline', 'facts', '--by', 'persn')).code).toBe(2);
  }); // prettier-ignore

  it('intel says that no feed was read', async () => {
    expect(await installation.run('intel')).toMatchObject({ code: 0, out: '', notes: expect.stringMatching(/^No feed was read yet/) });
    expect((await installation.run('intel', '--json')).out).toBe('null');
  }); // prettier-ignore
});

describe('incidents and graph', () => {
  beforeAll(async () => {
    const { incidents, findings } = await play(shop(miner));
    for (const finding of findings) await installation.stores.findings.put(finding, finding.firstSeen);
    for (const incident of incidents) await installation.stores.incidents.put(incident, undefined);
  });

  it('incidents are acknowledged and closed with a reason', async () => {
    const [{ id }] = JSON.parse((await installation.run('incidents', 'list', '--json')).out) as [{ id: string }];
    expect((await installation.run('incidents', 'close', id)).code).toBe(2);
    expect((await installation.run('incidents', 'acknowledge', id.slice(0, 8), '--reason', 'looking')).code).toBe(0);
    const { incident } = JSON.parse((await installation.run('incidents', 'show', id, '--json')).out) as { incident: { timeline: { what: string }[] } };
    expect(incident.timeline.map(({ what }) => what)).toContain('acknowledged');
    expect((await installation.run('incidents', 'close', 'f'.repeat(32), '--reason', 'x')).code).toBe(1);
    expect((await installation.run('incidents', 'mute', id, '--reason', 'planned')).code).toBe(2);
    expect((await installation.run('incidents', 'mute', id, '--reason', 'planned', '--for', '8 hours')).notes).toMatch(/It must be a number of minutes, hours or days: 30m, 8h or 7d\./);
    expect((await installation.run('incidents', 'mute', id, '--reason', 'planned', '--for', '91d')).notes).toMatch(/^until: must be a time to come, 90 days away at most\./);
    expect((await installation.run('incidents', 'mute', id, '--reason', 'planned', '--for', '8h')).notes).toMatch(/^Done: incident [0-9a-f]{12}, mute until .* UTC\.$/);
    expect((await installation.run('incidents', 'unmute', id, '--reason', 'over')).code).toBe(0);
  }); // prettier-ignore

  it('incidents list shows them, and --fail makes open ones a violation', async () => {
    const plain = await installation.run('incidents', 'list');
    expect(plain).toMatchObject({ code: 0, out: expect.stringMatching(/^INCIDENT +SEVERITY .*\n[0-9a-f]{12} +critical +open +cryptojacking +shop\/dfs/) });
    expect(plain.notes).toMatch(/More about one: plumbline incidents show [0-9a-f]{12}/);
    expect((await installation.run('incidents', 'list', '--fail')).code).toBe(3);
    expect((await installation.run('incidents', 'list', '--fail', '--json')).code).toBe(3);
  }); // prettier-ignore

  it('incidents show tells one as the e-mail does, by the first characters of its id', async () => {
    const [incident] = JSON.parse((await installation.run('incidents', 'list', '--open', '--json')).out);
    const { out } = await installation.run('incidents', 'show', incident.id.slice(0, 8));
    expect(out).toMatch(/^Cryptomining: shop\/dfs talks to eu9\[\.\]nanopool\[\.\]org/);
    expect(JSON.parse((await installation.run('incidents', 'show', incident.id, '--json')).out).incident.id).toBe(incident.id);
    expect((await installation.run('incidents', 'show', 'ffffffff')).notes).toMatch(/^There is no incident ffffffff….\nTake one/);
    expect((await installation.run('incidents', 'show', 'f'.repeat(32))).notes).toMatch(/^There is no incident f+\./);
    expect((await installation.run('incidents', 'show', '../x')).code).toBe(2);
  }); // prettier-ignore

  it('an id is found in whichever cluster has it', async () => {
    const { out } = await installation.run('incidents', 'list', '--cluster', 'prod', '--json');
    const [{ id } = { id: '' }] = JSON.parse(out) as { id: string }[];
    await installation.run('clusters', 'add', 'another');
    try {
      expect(await installation.run('incidents', 'acknowledge', id.slice(0, 12), '--reason', 'on it')).toMatchObject({ code: 0 });
      expect((await installation.run('incidents', 'show', id.slice(0, 12))).code).toBe(0);
      expect(await installation.run('incidents', 'close', '0123456789ab', '--reason', 'x')).toMatchObject({ code: 1, notes: 'There is no incident 0123456789ab….\nTake one from `plumbline incidents list`.' });
      expect((await installation.run('findings', 'accept', id.slice(0, 12), '--reason', 'x')).notes).toMatch(/^There is no finding /);
    } finally {
      await installation.run('clusters', 'remove', 'another');
    }
  }); // prettier-ignore

  it('graph prints a table, or JSON', async () => {
    expect((await installation.run('graph')).notes).toMatch(/^prod has no edges yet/);
    expect(JSON.parse((await installation.run('graph', '--format', 'json')).out)).toMatchObject({ cluster: 'prod', edges: [] }); // prettier-ignore
  });
});

describe('doctor', () => {
  it('says in words what works and what does not', async () => {
    const { code, out } = await installation.run('doctor');
    expect(code).toBe(0);
    expect(out).toMatch(/works {3}Node +v\d+/);
    expect(out).toMatch(new RegExp(`works {3}installation +${installation.url} answers in \\d+ ms \\(plumbline 0\\.1\\.0`));
    expect(out).toMatch(/look {4}queues +dead letters: 1 in NoticesDeadLetters/);
    expect(out).toMatch(/unknown Slack +What stands in for AWS does not run/);
    expect(out).toMatch(/look {4}cluster prod +enforcing, 0 edges, 1 open incident; no sentinel was heard yet/);
    expect(JSON.parse((await installation.run('doctor', '--json')).out)).toContainEqual(expect.objectContaining({ about: 'Slack', state: 'unknown' }));
  }); // prettier-ignore

  it('ends with 1 where nothing answers, and says which part', async () => {
    const gone = await plumbline(['doctor', '--state', installation.state, '--url', 'http://127.0.0.1:9']);
    expect(gone).toMatchObject({ code: 1, out: expect.stringMatching(/works {3}state folder[^]*broken {2}installation {2}http:\/\/127\.0\.0\.1:9 cannot be reached/) });
    expect((await plumbline(['doctor', '--state', '/nonexistent'])).out).toContain('broken  address  Nothing runs on the state folder /nonexistent');
    expect((await plumbline(['doctor', '--url', 'https://x.execute-api.eu-west-1.amazonaws.com'])).out).toContain('You are not signed in to https://x.execute-api');
  }); // prettier-ignore
});
