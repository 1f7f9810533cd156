import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { Failure } from './failure.ts';

const Cluster = z.object({
  server: z.string(),
  'certificate-authority': z.string().optional(),
  'certificate-authority-data': z.string().optional(),
});
type Cluster = z.infer<typeof Cluster>;

const User = z.looseObject({ token: z.string().optional(), tokenFile: z.string().optional() });
type User = z.infer<typeof User>;

const Kubeconfig = z.object({
  'current-context': z.string().optional(),
  clusters: z.array(z.object({ name: z.string(), cluster: Cluster })).default([]),
  contexts: z.array(z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string() }) })).default([]),
  users: z.array(z.object({ name: z.string(), user: User })).default([]),
}); // prettier-ignore

/** How a cluster's Kubernetes API is reached, read-only. */
export interface KubernetesDoor {
  /** The name of the context's cluster. */
  readonly name: string;
  readonly endpoint: string;
  /** PEM. */
  readonly authority: string;
  readonly token: string;
}

/** Server, authority and token of a context. Anything that is no bearer token is refused with what would do. */
export function doorFrom(file: string, context?: string): KubernetesDoor {
  const config = read(file);
  const wanted = context ?? config['current-context'];
  const { contexts } = config;
  const found = contexts.find(({ name }) => name === wanted)?.context;
  if (found === undefined) {
    const names = contexts.map(({ name }) => name).join(', ') || 'none';
    throw new Failure(wanted === undefined ? `${file} has no current context.` : `${file} has no context "${wanted}".`, `Choose one with --context; there are: ${names}.`); // prettier-ignore
  }
  const cluster = config.clusters.find(({ name }) => name === found.cluster)?.cluster;
  const user = config.users.find(({ name }) => name === found.user)?.user;
  if (cluster === undefined) throw new Failure(`${file} has no cluster "${found.cluster}", which its context names.`);
  if (!cluster.server.startsWith('https://')) throw new Failure(`The API server ${cluster.server} in ${file} is not reached by https.`, 'Plumbline sends it a token, so it takes https only.'); // prettier-ignore
  return {
    name: found.cluster,
    endpoint: cluster.server.replace(/\/+$/, ''),
    authority: authorityOf(cluster, file),
    token: tokenOf(user, file),
  };
}

/** What the cluster of a context is called, as a name for it here. */
export function nameIn(file: string, context?: string): string {
  return doorFrom(file, context)
    .name.replaceAll(/[^0-9A-Za-z_-]+/g, '-')
    .replace(/^[^0-9A-Za-z]+/, '')
    .slice(0, 100);
}

function read(file: string): z.infer<typeof Kubeconfig> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure(code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read (${code}).`, 'Say which kubeconfig with --kubeconfig FILE.'); // prettier-ignore
  }
  const parsed = Kubeconfig.safeParse(safely(() => parse(text, { maxAliasCount: 10 }) as unknown));
  if (parsed.success) return parsed.data;
  throw new Failure(`${file} is no kubeconfig.`, 'It must be the YAML that kubectl reads, with clusters, contexts and users.'); // prettier-ignore
}

function safely(work: () => unknown): unknown {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function authorityOf(cluster: Cluster, file: string): string {
  const { 'certificate-authority-data': data, 'certificate-authority': authorityFile } = cluster;
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8');
  if (authorityFile === undefined) {
    throw new Failure(`${file} names no certificate authority for ${cluster.server}.`, 'Plumbline trusts only the authority that the cluster was enrolled with: add certificate-authority-data.'); // prettier-ignore
  }
  const resolved = path.resolve(path.dirname(file), authorityFile);
  const text = safely(() => readFileSync(resolved, 'utf8'));
  if (typeof text === 'string') return text;
  throw new Failure(`The certificate authority ${resolved}, which ${file} names, cannot be read.`);
}

const howToMakeOne = 'make a read-only token: kubectl create serviceaccount plumbline -n kube-system, bind it to the ClusterRole "view", then kubectl create token plumbline -n kube-system --duration=8760h, and put it into a user of the kubeconfig.'; // prettier-ignore

function tokenOf(user: User | undefined, file: string): string {
  const { token, tokenFile } = user ?? {};
  if (token) return token;
  if (tokenFile) {
    const text = safely(() => readFileSync(path.resolve(path.dirname(file), tokenFile), 'utf8'));
    if (typeof text === 'string' && text.trim() !== '') return text.trim();
    throw new Failure(`The token file ${tokenFile}, which ${file} names, cannot be read.`);
  }
  if (user?.['client-certificate-data'] ?? user?.['client-certificate']) {
    throw new Failure(`The user in ${file} is a client certificate, and Plumbline does not take those: they cannot be revoked.`, `Instead ${howToMakeOne}`); // prettier-ignore
  }
  if (user?.['exec'] ?? user?.['auth-provider']) {
    throw new Failure(`The user in ${file} asks a program for short-lived tokens, which the control plane cannot run.`, `For EKS use --eks NAME, which signs tokens itself. Elsewhere ${howToMakeOne}`); // prettier-ignore
  }
  throw new Failure(`The user in ${file} has no token.`, `Then ${howToMakeOne}`);
}
