import { Scenario } from '../../../core/scenario.ts';

/** A shop that is learned for four hours and enforced from then on; `more` is laid over it. */
export function shop(more: object = {}): Scenario {
  return Scenario.parse({
    scenario: 1,
    name: 'shop',
    clusters: [{ name: 'prod', nodes: 2 }],
    until: '5h',
    // Fewer batches say the same, and tests are sooner done.
    sentinels: { heartbeat: '10m' },
    acts: [{ at: '4h', mode: 'enforcing' }],
    workloads: [
      { name: 'web', namespace: 'shop', replicas: 2 },
      { name: 'cart', namespace: 'shop', replicas: 2 },
      { name: 'db', namespace: 'shop', kind: 'StatefulSet' },
    ],
    services: [{ name: 'cart', namespace: 'shop', ports: [{ port: 80, target: 8080 }] }],
    conversations: usual,
    ...more,
  });
}

export const usual = [
  { source: 'shop/web', destination: 'service:shop/cart', every: '20m' },
  { source: 'shop/cart', destination: 'pod:shop/db-0', port: 5432, every: '20m' },
  { source: 'shop/web', destination: 'api.stripe.com', port: 443, every: '20m', sni: 'api.stripe.com' },
];

export const miner = {
  workloads: [
    { name: 'web', namespace: 'shop', replicas: 2 },
    { name: 'cart', namespace: 'shop', replicas: 2 },
    { name: 'db', namespace: 'shop', kind: 'StatefulSet' },
    { name: 'dfs', namespace: 'shop', images: ['dfsdf:99'], from: '4h10m', replicas: 3 },
  ],
  conversations: [
    ...usual,
    {
      source: 'shop/dfs',
      destination: 'eu9.nanopool.org',
      port: 14444,
      at: '4h11m',
      lasts: '10m',
      bytesOut: '1MB',
      ops: [{ app: 'mining', dialect: 'cryptonote', method: 'login', evidence: 'session' }],
    },
  ],
};
