import * as fc from 'fast-check';
import { entryOf } from '../../../core/feeds/entry.ts';
import { guard, type Refusal } from '../../../core/feeds/guards.ts';
import { hostileText, runs } from '../arbitraries.ts';
import { aListed, isEntry, laxLists, lists } from './feed-cases.ts';

function said(text: string, held = lists): string {
  const entry = entryOf(text);
  if (!isEntry(entry)) return `flaw ${entry}`;
  const guarded = guard(entry, held);
  return guarded.kind === 'refused' ? guarded.reason : ['kept', guarded.scope ?? []].flat().join(' ');
}

/** What an attacker who writes into a feed would add, by kind; each with the reason word that stops it. */
const poison: readonly (readonly [string, readonly string[], Refusal | `flaw ${string}`])[] = [
  ['everything', ['*', '*.*', '**'], 'flaw wildcard'],
  ['the root', ['.', '*.', '..'], 'flaw not-a-name'],
  ['nothing', ['', ' ', '\t'], 'flaw missing-value'],
  ['a top-level domain', ['com', 'org.', '*.io', '.dev', 'xn--p1ai', 'COM'], 'single-label'],
  ['a short name of a cluster', ['redis', 'kubernetes', 'payments'], 'single-label'],
  ['a public suffix', ['co.uk', '*.co.uk', 'com.au', 'gov.br', 'k12.ca.us'], 'public-suffix'],
  ['a shared suffix of the Public Suffix List', ['github.io', 's3.amazonaws.com', 'cloudfront.net', 'blogspot.com', 'herokuapp.com', 'workers.dev', 'duckdns.org', 'eu-west-1.compute.amazonaws.com'], 'public-suffix'],
  ['a dynamic-DNS suffix', ['us.to', '*.us.to', 'US.TO.'], 'shared-suffix'],
  ['what lies above a hosting suffix', ['cloudhost.net', 'paste.cloudhost.net'], 'shared-suffix'],
  ['an own machine', ['localhost', 'x.localhost', 'localhost.localdomain'], 'reserved-name'],
  ['a name that leads nowhere', ['a.test', 'a.invalid', 'abc.onion', '9.113.0.203.in-addr.arpa', 'nas.lan', 'db.corp'], 'reserved-name'],
  ['a service of a cluster', ['db.shop.svc.cluster.local', 'kubernetes.default.svc', 'x.cluster.local', 'ip-10-0-0-1.eu-west-1.compute.internal', 'printer.local', 'metadata.google.internal'], 'cluster-name'],
  ['a zone of a private network', ['db.acme-prod', 'x.y.notatld', 'vault.k8s'], 'unknown-suffix'],
  ['a name of one\'s own', ['shop-internal.com', 'api.shop-internal.com', 'acme.net', 'prod.acme.net', 'db.prod.acme.net'], 'own-name'],
  ['an endpoint of AWS', ['amazonaws.com', 'sts.amazonaws.com', 'sts.eu-west-1.amazonaws.com', 'dynamodb.us-east-1.amazonaws.com', 'sqs.us-east-1.amazonaws.com', '123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'ABCDEF.gr7.eu-west-1.eks.amazonaws.com', 'sqs.cn-north-1.amazonaws.com.cn', 'oidc.eks.eu-west-1.amazonaws.com', 'signin.aws.amazon.com', 'public.ecr.aws', 'sts.us-east-1.api.aws', 'us-east-1.awsapps.com', 'cognito.amazoncognito.com', 'sagemaker.aws', 'api.aws'], 'aws-endpoint'],
  ['a popular name', ['www.google.com', 'registry.npmjs.org', 'http://api.github.com/evil.sh', 'me.github.io'], 'popular'],
  ['the parent of a popular name', ['google.com', '*.npmjs.org', 'github.com', 'www.gov.uk'], 'popular'],
  ['a host under a popular domain', ['storage-7.google.com', 'x.y.npmjs.org'], 'under-popular'],
  ['a name for examples', ['example.com', 'www.example.org', 'pool.example'], 'documentation'],
  ['a private address', ['10.0.0.1', '172.20.1.1', '192.168.1.1:443', '100.64.0.1', '10.0.0.0/16', 'http://10.0.0.1/x', 'fd00::1', '::ffff:10.0.0.1'], 'special-address'],
  ['a loopback address', ['127.0.0.1', '127.9.9.9:80', '[::1]:80', '::1', '127.0.0.0/24'], 'special-address'],
  ['a link-local address, the metadata service', ['169.254.169.254', 'http://169.254.169.254/latest', '169.254.170.23:80', 'fe80::1', 'fd00:ec2::254'], 'special-address'],
  ['no address, multicast, broadcast', ['0.0.0.0', '0.0.0.0:80', '::', '224.0.0.1', '255.255.255.255', '240.0.0.0/24', 'ff02::1'], 'special-address'],
  ['a tunnel, a translation, a benchmark', ['2002:a00:1::', '64:ff9b::a00:1', '2001:0:1::1', '198.18.0.1', '192.88.99.1'], 'special-address'],
  ['an address for examples', ['192.0.2.1', '198.51.100.7:80', '203.0.113.0/24', '2001:db8::1', '3fff::1'], 'documentation'],
  ['the whole internet', ['0.0.0.0/0', '::/0', '0.0.0.0/1', '128.0.0.0/1', '8000::/1'], 'too-wide'],
  ['a range that is too wide', ['5.0.0.0/8', '45.32.0.0/15', '10.0.0.0/8', '2a02::/16', '2a02:cf40::/31', '::ffff:5.0.0.0/104'], 'too-wide'],
  ['a public resolver', ['8.8.8.8', '8.8.8.8:53', '8.8.4.0/24', '45.32.1.9', '45.32.0.0/16', '2001:4860:4860::8888'], 'never-listed'],
  ['a bare address of a cloud or CDN', ['104.16.1.1', '51.144.104.161', '2606:4700::6810:1', '104.16.1.1/32'], 'cloud-address'],
  ['a range that touches a cloud or CDN', ['104.16.0.0/16', '104.17.3.0/24', '51.144.1.0/30', '2606:4700::/32', '2606:4700:1::/48'], 'cloud-range'],
  ['a CDN on a port that all of its customers share', ['104.16.1.1:443', 'http://104.21.75.114/cx', '104.16.1.1:8443', '[2606:4700::1]:2053'], 'cloud-web-port'],
  ['an address in another spelling', ['0177.0.0.1', '2130706433', '0x7f.1', '127.1', '１０.0.0.1', '010.0.0.1'], 'flaw bad-address'],
]; // prettier-ignore

describe('guard', () => {
  test('there are more than twenty kinds of poison', () => {
    expect(poison.length).toBeGreaterThanOrEqual(20);
  });

  test.each(poison)('lets %s through nowhere', (_, texts, reason) => {
    expect(texts.map((text) => [text, said(text)])).toEqual(texts.map((text) => [text, reason]));
  });

  test('is not fooled by an entry that nobody made canonical', () => {
    for (const value of ['*', '', 'COM', 'Google.com', 'google.com.', '*.google.com', '10.0.0.1 ', 'http://x.org', '010.0.0.1']) {
      for (const kind of ['name', 'address', 'endpoint', 'range'] as const) expect(guard({ kind, value }, lists).kind).toBe('refused');
    }
    expect(guard({ kind: 'name', value: '45.77.1.1' }, lists)).toEqual({ kind: 'refused', reason: 'not-canonical' });
  }); // prettier-ignore

  test.each([
    ['nanopool.org', 'kept'],
    ['xmr-eu1.nanopool.org:14433', 'kept'],
    ['evil.github.io', 'kept one-tenant'],
    ['evil.us.to', 'kept one-tenant'],
    ['x9.paste.cloudhost.net', 'kept one-tenant'],
    ['leaked.s3.eu-west-1.amazonaws.com', 'kept one-tenant'],
    ['d111111abcdef8.cloudfront.net', 'kept one-tenant'],
    ['stratum.nicehash.com', 'kept'],
    ['nicehash.com', 'kept'],
    ['google.com.evil.org', 'kept'],
    ['evilgoogle.com', 'kept'],
    ['45.77.1.1', 'kept'],
    ['45.77.1.1:443', 'kept'],
    ['45.77.0.0/16', 'kept'],
    ['2a02:cf40::/32', 'kept'],
    ['51.144.104.161:3333', 'kept one-port'],
    ['[2606:4700::1]:3333', 'kept one-port'],
  ])('%s is %s', (text, expected) => {
    expect(said(text)).toBe(expected);
  });

  test('lets a simulation stand for the internet with names and addresses for examples, and with nothing else', () => {
    expect(['pool.example', 'evil.example.com', '203.0.113.9:3333', '2001:db8::/32'].map((text) => said(text, laxLists))).toEqual(['kept', 'kept', 'kept', 'kept']);
    expect(['example', '192.168.0.1', '10.0.0.0/16', 'a.test'].map((text) => said(text, laxLists))).toEqual(['single-label', 'special-address', 'special-address', 'reserved-name']);
  }); // prettier-ignore

  test('what it keeps never lies above or on anything popular, shared or its own, nor touches a private range', () => {
    const never = ['www.google.com', 'api.github.com', 'x.us.to', 'api.shop-internal.com', 'sts.amazonaws.com', 'sqs.us-east-1.amazonaws.com', 'x.co.uk', '10.1.2.3', '169.254.169.254', '8.8.8.8', '104.16.9.9'];
    const piece = fc.constantFrom('*', '.', 'us-east-1', 'sqs', 'www', 'google', 'com', 'github', 'io', 'us', 'to', 'co', 'uk', 'amazonaws', 'sts', 'api', 'shop-internal', '10', '0', '/8', '/16', '104', '8.8.8.8', ':53', 'http://', '169.254.169.254', '/');
    const text = fc.oneof(aListed, hostileText(), fc.array(piece, { maxLength: 8 }).map((all) => all.join('')), fc.array(piece, { maxLength: 5 }).map((all) => all.join('.')));
    fc.assert(
      fc.property(text, (listed) => {
        const entry = entryOf(listed);
        if (!isEntry(entry) || guard(entry, lists).kind === 'refused') return;
        for (const one of never) expect(one === entry.value || one.endsWith(`.${entry.value}`)).toBe(false);
      }),
      { numRuns: runs.numRuns * 5 },
    );
  }); // prettier-ignore
});
