import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { type GuardLists, guardListsOf } from '../../core/feeds/guard-lists.ts';
import { seedIndex } from '../../core/seed-intelligence.ts';

// Written by scripts/gather-guards.ts; the build lays it beside the bundle.
const file = new URL('guards.json.gz', import.meta.url);

const texts = z.array(z.string());
const Guards = z.object({ sharedSuffixes: texts, popular: texts, cloud: texts });

/** Resolvers that everyone may ask, whatever their port (their operators' own pages). */
const publicResolvers = [
  '1.1.1.0/24', '1.0.0.0/24', '8.8.8.8', '8.8.4.4', '9.9.9.0/24', '149.112.112.0/24', '208.67.222.0/24', '208.67.220.0/24',
  '64.6.64.0/23', '77.88.8.0/24', '94.140.14.0/23', '76.76.2.0/24', '76.76.10.0/24', '185.228.168.0/23', '84.200.69.80', '84.200.70.40',
  '2606:4700:4700::/48', '2001:4860:4860::/48', '2620:fe::/48', '2620:119:35::/48', '2620:119:53::/48', '2a10:50c0::/32',
]; // prettier-ignore

/** What clusters ask every day, and what no list of popular names for people holds: registries, mirrors, authorities, doors of services. */
const dependedOn = [
  'registry-1.docker.io', 'auth.docker.io', 'production.cloudflare.docker.com', 'ghcr.io', 'quay.io', 'registry.k8s.io', 'gcr.io', 'pkg.dev', 'nvcr.io', 'mcr.microsoft.com', 'public.ecr.aws', 'registry.gitlab.com',
  'registry.npmjs.org', 'registry.yarnpkg.com', 'pypi.org', 'files.pythonhosted.org', 'proxy.golang.org', 'sum.golang.org', 'crates.io', 'repo.maven.apache.org', 'repo1.maven.org', 'plugins.gradle.org', 'rubygems.org', 'packagist.org', 'nuget.org', 'conda.anaconda.org', 'cran.r-project.org',
  'deb.debian.org', 'security.debian.org', 'archive.ubuntu.com', 'security.ubuntu.com', 'dl-cdn.alpinelinux.org', 'mirrors.fedoraproject.org', 'cdn.amazonlinux.com', 'github.com', 'objects.githubusercontent.com', 'gitlab.com', 'bitbucket.org',
  'huggingface.co', 'acme-v02.api.letsencrypt.org', 'r3.o.lencr.org', 'ocsp.digicert.com', 'ocsp.pki.goog', 'pool.ntp.org', 'time.aws.com',
  'hooks.slack.com', 'api.pagerduty.com', 'api.opsgenie.com', 'api.datadoghq.com', 'sentry.io', 'grafana.net', 'newrelic.com', 'api.openai.com', 'api.anthropic.com', 'api.stripe.com', 'oauth2.googleapis.com', 'login.microsoftonline.com', 'sts.windows.net', 'okta.com', 'auth0.com',
]; // prettier-ignore

let kept: Omit<Parameters<typeof guardListsOf>[0], 'ownNames'> | undefined;

/** The guards that ship. `ownNames`: of the installation, with all under them. `documentation`: a simulation stands for the internet with those names. */
export function shippedGuards(ownNames: readonly string[], documentation?: 'allowed'): GuardLists {
  kept ??= readGuards();
  return guardListsOf({ ...kept, ownNames, ...(documentation && { documentation }) });
}

function readGuards(): NonNullable<typeof kept> {
  const { popular, ...rest } = Guards.parse(JSON.parse(gunzipSync(readFileSync(file)).toString()));
  return {
    ...rest,
    popular: [...popular, ...dependedOn],
    pools: seedIndex().indicators.map(({ value }) => value),
    never: publicResolvers,
  };
}
