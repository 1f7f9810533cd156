import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Batch } from '../../core/telemetry.ts';
import { telemetryMediaType } from '../../core/telemetry-limits.ts';
import type { KubernetesObject } from '../../local/kubernetes/object.ts';
import { startFakeKubernetes } from '../../local/kubernetes/server.ts';
import type { LocalOptions } from '../../local/options.ts';
import { startLocal } from '../../local/runtime.ts';
import { packed } from '../lambdas/batches.ts';
import { mailInbox, slackInbox } from './inbox.ts';
import { synthesized, type Synthesized } from './template.ts';

export const cluster = 'prod-1';

const wholeSeconds = (at: string) => `${at.slice(0, 19)}Z`;

/** A pod of a Deployment with the ReplicaSet between, as Kubernetes tells of them. */
export function deployment(name: string, address: string, createdAt: string, image = `registry.example.com/${name}:1`): KubernetesObject[] {
  const namespace = 'shop';
  const owner = (kind: string, uid: string, of: string) => [{ apiVersion: 'apps/v1', kind, name: of, uid, controller: true }];
  const spec = { serviceAccountName: name, nodeName: 'ip-10-0-1-7', containers: [{ name, image }] };
  const meta = (suffix: string) => ({ namespace, name: `${name}${suffix}`, uid: `uid-${name}${suffix}`, creationTimestamp: wholeSeconds(createdAt) });
  return [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: meta(''), spec: { template: { spec } } },
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { ...meta('-5d4f8'), ownerReferences: owner('Deployment', `uid-${name}`, name) }, spec: { template: { spec } } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...meta('-5d4f8-x2x4z'), ownerReferences: owner('ReplicaSet', `uid-${name}-5d4f8`, `${name}-5d4f8`) },
      spec,
      status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }], startTime: wholeSeconds(createdAt) },
    },
  ];
} // prettier-ignore

/** Times around now, because the doors stamp what comes in with the clock of the machine. */
export const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

export async function installation(options: Partial<LocalOptions> = {}, built?: Synthesized) {
  const { template, assets } = built ?? (await synthesized());
  const kubernetes = await startFakeKubernetes();
  const slack = await slackInbox();
  const mail = await mailInbox();
  const stateDir = options.stateDir ?? mkdtempSync(path.join(tmpdir(), 'plumbline-state-'));
  const runtime = await startLocal({
    template,
    assets,
    stateDir,
    smtp: mail.smtp,
    parameters: { '/plumbline/main/slack-webhook': slack.url },
    ...(process.env.RIVER_LOG === undefined ? {} : { log: (source: string, line: string) => process.stderr.write(`${source}: ${line}\n`) }),
    ...options,
  });
  const signedIn = await runtime.tokenFor({ email: 'oncall@example.com', groups: ['admin'] });

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what the route answers
  async function api<Body = unknown>(method: string, route: string, body?: unknown): Promise<{ status: number; body: Body }> {
    const authorization = `Bearer ${signedIn}`;
    const init = body === undefined ? { method, headers: { authorization } } : { method, body: JSON.stringify(body), headers: { authorization, 'content-type': 'application/json' } };
    const response = await fetch(`${runtime.url}${route}`, init);
    return { status: response.status, body: (await response.json()) as Body };
  }

  async function post(batch: Batch, token: string): Promise<number> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': telemetryMediaType };
    const response = await fetch(`${runtime.url}/v1/telemetry`, { method: 'POST', headers, body: new Uint8Array(packed(batch)) });
    await response.text();
    return response.status;
  }

  /** Enrols the cluster with the fake Kubernetes and gives the token. */
  /** The token of a cluster that is enrolled with this; all of them are the one Kubernetes API. */
  async function enrol(id: string = cluster): Promise<string> {
    const access = { endpoint: kubernetes.url, authority: kubernetes.authority, token: kubernetes.token };
    const { status, body } = await api<{ token: string }>('POST', '/v1/clusters', { id, access });
    if (status !== 201) throw new Error(`enrolment answered ${status}: ${JSON.stringify(body)}`);
    return body.token;
  }

  async function stop() {
    await runtime.stop();
    await Promise.all([kubernetes.stop(), slack.stop(), mail.stop()]);
  }

  return { runtime, kubernetes, slack, mail, api, post, enrol, stop, stateDir };
} // prettier-ignore
