import { tokenHash, tokenPattern } from '../../../core/enrolment-token.ts';
import { alice, authority, cluster, desk, endpoint, openDesk } from './desk.ts';

describe('POST /v1/clusters', () => {
  it('enrols a cluster that begins to learn, and shows its token this once', async () => {
    const { ask, stores, published } = desk();
    const { status, answer, headers } = await ask('POST', '/v1/clusters', { id: 'prod-1' });
    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(answer).toEqual({ id: 'prod-1', mode: 'learning', token: expect.stringMatching(tokenPattern) });
    expect((await stores.clusters.find(cluster))?.value).toMatchObject({
      enrolledBy: alice,
      tokenHashes: [tokenHash(answer['token'] as string)],
    });
    expect(await stores.baselines.state(cluster)).toMatchObject({ mode: 'learning', version: 1, changedBy: alice });
    expect(published.at(-1)?.index.tokens).toEqual({ [tokenHash(answer['token'] as string)]: 'prod-1' });
  });

  it('keeps the token nowhere', async () => {
    const { stores, published, record, secrets, token } = await openDesk();
    const kept = JSON.stringify([
      await stores.clusters.all(), await stores.audit.ofCluster(cluster), published, record.lines, [...secrets],
    ]); // prettier-ignore
    expect(kept).not.toContain(token);
  });

  it('takes a cluster that pushes its inventory: an account for that, no token that nobody would use; giving access ends it', async () => {
    const { ask, stores, published } = desk();
    const keys = [{ kid: 'k', kty: 'RSA', n: 'A'.repeat(342), e: 'AQAB' }];
    const subject = 'system:serviceaccount:plumbline:plumbline-sentinel';
    const identity = { issuer: 'https://issuer.example', subject, inventorySubject: 'system:serviceaccount:plumbline:plumbline-inventory', keys };
    const refused = async (body: object) => (await ask('POST', '/v1/clusters', { id: 'prod-1', ...body })).answer['field'];
    expect(await refused({ pushes: true, access: { endpoint, authority, token: 'x' } })).toBe('access');
    expect(await refused({ identity })).toBe('identity.inventorySubject');
    expect(await refused({ pushes: true, identity: { ...identity, inventorySubject: subject } })).toBe('identity.inventorySubject');
    const access = { endpoint, authority, eks: { clusterName: 'prod', region: 'eu-west-1' } };
    expect((await ask('POST', '/v1/clusters', { id: 'prod-1', access, identity, pushes: true })).status).toBe(201);
    expect((await ask('GET', '/v1/clusters')).answer).toMatchObject({ clusters: [{ id: 'prod-1', pushes: true, access: { endpoint } }] });
    expect(published.at(-1)?.index.clusters['prod-1']).toMatchObject({ subject, inventorySubject: identity.inventorySubject });
    await ask('PUT', '/v1/clusters/prod-1/access', access);
    expect((await stores.clusters.find(cluster))?.value.pushes).toBeUndefined();
  }); // prettier-ignore

  it('leaves an audit entry with who and when', async () => {
    const { ask } = await openDesk();
    const { answer } = await ask('GET', '/v1/clusters/prod-1/audit');
    expect(answer).toEqual({
      audit: [{ cluster: 'prod-1', at: expect.stringMatching(/^2026/), actor: alice, action: 'enrolled', detail: 'access: none' }],
    }); // prettier-ignore
  });

  it('answers 409 for an id that is enrolled, and changes nothing of it', async () => {
    const { ask, stores, published, secrets } = await openDesk();
    const before = await stores.clusters.find(cluster);
    const { status, answer, headers } = await ask('POST', '/v1/clusters', {
      id: 'prod-1',
      access: { endpoint, authority, token: 'another' },
    });
    expect(status).toBe(409);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(answer).toMatchObject({ title: 'Cluster exists', field: 'id' });
    expect(await stores.clusters.find(cluster)).toEqual(before);
    expect([published.length, secrets.size]).toEqual([1, 0]);
  });

  it('puts a Kubernetes token into a SecureString and only its name into the table', async () => {
    const { ask, stores, secrets, record } = desk();
    const { status } = await ask('POST', '/v1/clusters', {
      id: 'prod-1',
      access: { endpoint, authority, token: 'kube-secret' },
    });
    expect(status).toBe(201);
    const [[name, secret] = []] = [...secrets];
    expect(name).toMatch(/^\/plumbline\/main\/clusters\/prod-1\/[0-9a-f]{16}$/);
    expect(secret).toBe('kube-secret');
    const stored = await stores.clusters.find(cluster);
    expect(stored?.value.access).toEqual({ endpoint, authority, credential: { kind: 'token', parameter: name } });
    expect(JSON.stringify([stored, record.lines])).not.toContain('kube-secret');
  });

  it('takes an EKS cluster without any secret', async () => {
    const { ask, stores, secrets } = desk();
    const eks = { clusterName: 'prod', region: 'eu-west-1' };
    await ask('POST', '/v1/clusters', { id: 'prod-1', access: { endpoint, authority, eks } });
    expect((await stores.clusters.find(cluster))?.value.access?.credential).toEqual({ kind: 'eks', ...eks });
    expect(secrets.size).toBe(0);
  });

  it('compiles the index again when someone else published in between', async () => {
    const opened = desk();
    const { index } = opened.deps;
    const publish = index.publish.bind(index);
    let disturbed = false;
    index.publish = async (compiled, expected) => {
      if (!disturbed) {
        disturbed = true;
        await opened.ask('POST', '/v1/clusters', { id: 'other' });
      }
      return publish(compiled, expected);
    };
    await opened.ask('POST', '/v1/clusters', { id: 'prod-1' });
    const latest = opened.published.at(-1)?.index.tokens ?? {};
    expect(Object.values(latest).toSorted()).toEqual(['other', 'prod-1']);
  });

  it('enrols one of two who ask for the same id at once', async () => {
    const { ask, published } = desk();
    const answers = await Promise.all([1, 2].map(() => ask('POST', '/v1/clusters', { id: 'prod-1' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
    expect(Object.keys(published.at(-1)?.index.tokens ?? {})).toHaveLength(1);
  });

  it.each([
    ['an id with a slash', { id: 'a/b' }, 'id'],
    ['no id', {}, 'id'],
    ['a key that is not known', { id: 'a', acess: {} }, 'body'],
    ['an address without TLS', { id: 'a', access: { endpoint: 'http://k8s', authority, token: 't' } }, 'access.endpoint'],
    ['no address at all', { id: 'a', access: { endpoint: 'k8s', authority, token: 't' } }, 'access.endpoint'],
    ['credentials in the address', { id: 'a', access: { endpoint: 'https://u:p@k8s', authority, token: 't' } }, 'access.endpoint'],
    ['an authority that is no PEM', { id: 'a', access: { endpoint, authority: 'x', token: 't' } }, 'access.authority'],
    ['a token with a line break', { id: 'a', access: { endpoint, authority, token: 'a\r\nb' } }, 'access.token'],
    ['neither token nor EKS', { id: 'a', access: { endpoint, authority } }, 'access'],
    ['both token and EKS', { id: 'a', access: { endpoint, authority, token: 't', eks: { clusterName: 'c', region: 'eu-west-1' } } }, 'access'],
    ['a region that is a host', { id: 'a', access: { endpoint, authority, eks: { clusterName: 'c', region: 'evil.example' } } }, 'access.eks.region'],
  ])('refuses %s, naming the field', async (_, body, field) => {
    const { ask, stores, secrets } = desk();
    const { status, answer } = await ask('POST', '/v1/clusters', body);
    expect([status, answer['field']]).toEqual([422, field]);
    expect([await stores.clusters.all(), secrets.size]).toEqual([[], 0]);
  }); // prettier-ignore

  it('does not repeat a secret in a refusal', async () => {
    const { ask, record } = desk();
    const { answer } = await ask('POST', '/v1/clusters', { id: 'a', access: { endpoint, authority, token: 'kube secret' } });
    expect(JSON.stringify([answer, record.lines])).not.toContain('kube secret');
  }); // prettier-ignore

  it('writes nothing for a caller whom the gateway did not name', async () => {
    const { ask, stores } = desk();
    const { status } = await ask('POST', '/v1/clusters', { id: 'prod-1' }, { actor: '' });
    expect([status, await stores.clusters.all()]).toEqual([401, []]);
  });
});

describe('POST /v1/clusters/{cluster}/tokens', () => {
  it('issues another token; the newest two are valid', async () => {
    const { ask, published, token } = await openDesk();
    const second = (await ask('POST', '/v1/clusters/prod-1/tokens')).answer['token'] as string;
    expect(Object.keys(published.at(-1)?.index.tokens ?? {}).toSorted()).toEqual([token, second].map(tokenHash).toSorted()); // prettier-ignore
    const third = (await ask('POST', '/v1/clusters/prod-1/tokens')).answer['token'] as string;
    expect(Object.keys(published.at(-1)?.index.tokens ?? {}).toSorted()).toEqual([second, third].map(tokenHash).toSorted()); // prettier-ignore
  });

  it('answers 404 for a cluster that is not enrolled', async () => {
    const { ask } = desk();
    expect((await ask('POST', '/v1/clusters/nobody/tokens')).status).toBe(404);
  });
});

describe('DELETE /v1/clusters/{cluster}', () => {
  it('takes out cluster, tokens and credential, leaves what was learned, and says who did it', async () => {
    const { ask, stores, secrets, published } = desk();
    await ask('POST', '/v1/clusters', { id: 'prod-1', access: { endpoint, authority, token: 'secret-token' } });
    await ask('POST', '/v1/clusters', { id: 'prod-2' });
    expect(Object.values(published.at(-1)?.index.tokens ?? {})).toEqual(['prod-1', 'prod-2']);
    expect((await ask('DELETE', '/v1/clusters/prod-1')).answer).toEqual({ id: 'prod-1', removed: true });
    expect(Object.values(published.at(-1)?.index.tokens ?? {})).toEqual(['prod-2']);
    expect([...secrets.values()]).toEqual(['removed']);
    expect((await stores.clusters.all()).map(({ id }) => id)).toEqual(['prod-2']);
    expect((await stores.baselines.state(cluster))?.mode).toBe('learning');
    expect((await stores.audit.ofCluster(cluster)).at(-1)).toMatchObject({ actor: alice, action: 'removed' });
    expect((await ask('DELETE', '/v1/clusters/prod-1')).status).toBe(404);
  });
});

describe('PUT /v1/clusters/{cluster}/access', () => {
  it('replaces how the cluster is reached, takes the old token away, and says who did it', async () => {
    const { ask, stores, secrets, record } = desk();
    await ask('POST', '/v1/clusters', { id: 'prod-1', access: { endpoint, authority, token: 'old-secret' } });
    const { baseline: _b, counts: _c, nodes: _n, ...before } = (await ask('GET', '/v1/clusters/prod-1')).answer;
    const answer = await ask('PUT', '/v1/clusters/prod-1/access', { endpoint: `${endpoint}/new`, authority, token: 'new-secret' });
    expect([answer.status, answer.answer]).toEqual([200, { ...before, access: { endpoint: `${endpoint}/new`, credential: 'token' } }]);
    const stored = (await stores.clusters.find(cluster))?.value;
    expect(stored?.access?.endpoint).toBe(`${endpoint}/new`);
    expect([...secrets.values()]).toEqual(['removed', 'new-secret']);
    expect(secrets.get(stored?.access?.credential.kind === 'token' ? stored.access.credential.parameter : '')).toBe('new-secret');
    expect((await stores.audit.ofCluster(cluster)).at(-1)).toMatchObject({ actor: alice, action: 'access-changed', detail: 'access: token, before: token' });
    expect(JSON.stringify([stored, record.lines, await stores.audit.ofCluster(cluster)])).not.toMatch(/old-secret|new-secret/);
  });

  it('gives access to a cluster that had none, and leaves tokens, identity and baseline as they are', async () => {
    const { ask, stores } = await openDesk();
    const before = (await stores.clusters.find(cluster))?.value;
    const eks = { clusterName: 'prod', region: 'eu-west-1' };
    expect((await ask('PUT', '/v1/clusters/prod-1/access', { endpoint, authority, eks })).status).toBe(200);
    expect((await stores.clusters.find(cluster))?.value).toEqual({ ...before, access: { endpoint, authority, credential: { kind: 'eks', ...eks } } });
    expect((await stores.baselines.state(cluster))?.version).toBe(1);
  });

  it('keeps the token that is in use where the same one is given again', async () => {
    const { ask, secrets } = desk();
    await ask('POST', '/v1/clusters', { id: 'prod-1', access: { endpoint, authority, token: 'kube-secret' } });
    await ask('PUT', '/v1/clusters/prod-1/access', { endpoint, authority, token: 'kube-secret' });
    expect([...secrets.values()]).toEqual(['kube-secret']);
  });

  it('is decided again where somebody issued a token meanwhile', async () => {
    const { ask, stores } = await openDesk();
    const answers = await Promise.all([ask('PUT', '/v1/clusters/prod-1/access', { endpoint, authority, token: 't' }), ask('POST', '/v1/clusters/prod-1/tokens')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 201]);
    expect((await stores.clusters.find(cluster))?.value).toMatchObject({ access: { endpoint }, tokenHashes: [expect.any(String), expect.any(String)] });
  });
}); // prettier-ignore
