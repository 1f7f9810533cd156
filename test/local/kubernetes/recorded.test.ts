import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { KubernetesObject } from '../../../local/kubernetes/object.ts';
import { builtIn } from '../../../local/kubernetes/resources.ts';
import { type FakeKubernetes, startFakeKubernetes } from '../../../local/kubernetes/server.ts';
import { ask, watch } from './ask.ts';

interface Recorded {
  readonly request: string;
  readonly status: number;
  readonly ct: string;
  readonly body: string;
}

// Answers of a real kube-apiserver 1.20.2, kept outside the repository beside the corpus.
const corpus = process.env.PLUMBLINE_CORPUS ?? path.join(process.cwd(), '../shared/corpus');
const file = path.join(corpus, '../prototypes/kubernetes/recorded.json');
const recorded: Readonly<Record<string, Recorded>> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
const names = Object.keys(recorded);

if (names.length === 0) {
  // Said aloud, because a test that is silently left out proves nothing.
  console.warn(`skipped: no recorded answers of a kube-apiserver at ${file}`);
}

/** A server of the recorded version, which knew endpoint slices as v1beta1 only, with the objects that were in it. */
const old = builtIn.map((one) => (one.plural === 'endpointslices' ? { ...one, version: 'v1beta1' } : one));
const object = (
  kind: string,
  apiVersion: string,
  name: string,
  rest: object = {},
  labels: Record<string, string> = {},
): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'spike', uid: name, creationTimestamp: '2026-11-23T08:23:19Z', labels },
  ...rest,
});
const pods = Array.from({ length: 52 }, (_, at) =>
  object(
    'Pod',
    'v1',
    `p${at}`,
    { spec: { nodeName: 'n1' }, status: { phase: 'Running', podIP: `10.1.0.${at}` } },
    { app: 'web' },
  ),
);
const objects = [...pods, object('Service', 'v1', 's', { spec: { clusterIP: '10.0.0.225', ports: [{ port: 80 }] } }), object('EndpointSlice', 'discovery.k8s.io/v1beta1', 's-1', { addressType: 'IPv4' })]; // prettier-ignore

const ours = (name: string) => recorded[name]!.request.replace('GET ', '').replace(/new\d+/, 'p0');

/** Every recorded answer, with what of it must be the same here. */
const exactly = ['401', '403', '404', '403ns', '404type', '404discv1', '400field', '400svc-field', '410cont'];
const inShape = ['page', 'podIP', 'table', 'epslice'];
const watched = ['410watch', 'bookmark'];

(names.length === 0 ? describe.skip : describe)(
  'the fake Kubernetes API against recorded answers of a kube-apiserver',
  () => {
    let api: FakeKubernetes;
    beforeAll(async () => {
      api = await startFakeKubernetes({
        resources: old,
        objects,
        tokens: { admin: 'admin', viewer: 'viewer' },
        may: (user) => user === 'admin',
      });
    });
    afterAll(() => api.stop());

    it('is held against every answer that was recorded', () => {
      expect([...exactly, ...inShape, ...watched].toSorted()).toEqual(names.toSorted());
    });

    it.each(exactly)('answers %s byte for byte', async (name) => {
      const token = name === '401' ? 'wrong' : name.startsWith('403') ? 'viewer' : 'admin';
      const heard = await ask(api, ours(name), token);
      expect({ status: heard.status, ct: heard.type, body: heard.body }).toEqual({
        status: recorded[name]!.status,
        ct: recorded[name]!.ct,
        body: recorded[name]!.body,
      });
    });

    it.each(inShape)('answers %s in the same shape', async (name) => {
      const heard = await ask(api, ours(name), 'admin');
      expect([heard.status, heard.type]).toEqual([recorded[name]!.status, recorded[name]!.ct]);
      // Long recordings are cut; their beginning says all about the envelope.
      const head = (body: string) => body.slice(0, body.indexOf('"uid"')).replace(/"(?:resourceVersion|continue)":"[^"]*"/g, '"…"').replace(/"remainingItemCount":\d+/, '#').replace(/"name":"(?:new\d+|p\d+)"/, '"name"'); // prettier-ignore
      expect(head(heard.body)).toBe(head(recorded[name]!.body));
    });

    it('spells the continuation of a page as the real one does', async () => {
      const tokenIn = (body: string) =>
        JSON.parse(Buffer.from(/"continue":"([^"]+)"/.exec(body)?.[1] ?? '', 'base64url').toString());
      const heard = await ask(api, ours('page'), 'admin');
      expect(Object.keys(tokenIn(heard.body))).toEqual(Object.keys(tokenIn(recorded.page!.body)));
      expect(tokenIn(heard.body).start).toBe('p0\u0000');
    });

    it.each(watched)('begins the watch %s as the real one does', async (name) => {
      const [first] = await watch(api, ours(name), 1);
      const real = /^\{"type":"(\w+)","object":\{"kind":"(\w+)","apiVersion":"(\w+)"/.exec(recorded[name]!.body)!;
      expect(JSON.stringify(first)).toMatch(/^\{"type":"ADDED","object":\{/);
      expect([first?.type, first?.object?.['kind'], first?.object?.['apiVersion']]).toEqual([
        real[1],
        real[2],
        real[3],
      ]);
    });
  },
);
