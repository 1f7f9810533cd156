import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';

export interface KubeconfigParts {
  readonly server: string;
  readonly authority?: string | undefined;
  readonly user: object;
}

/** Writes a kubeconfig with one context `dev` and gives its path. */
export function kubeconfigIn(folder: string, { server, authority, user }: KubeconfigParts, name = 'kubeconfig.yaml'): string {
  const file = path.join(folder, name);
  const data = authority === undefined ? {} : { 'certificate-authority-data': Buffer.from(authority).toString('base64') };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'dev',
    clusters: [{ name: 'my.cluster', cluster: { server, ...data } }],
    contexts: [{ name: 'dev', context: { cluster: 'my.cluster', user: 'me' } }],
    users: [{ name: 'me', user }],
  };
  writeFileSync(file, stringify(config));
  return file;
} // prettier-ignore
