import { Scenario } from '../../core/scenario.ts';
import { play } from '../../local/simulator/play.ts';

// A month of a cluster in which nothing is wrong: talk that is steady, hourly, daily, nightly and weekly, and a rollout a day.

const learned = 74;
const weeks = 14 * 24;

/** Hours and minutes as the scenario format has them. */
const at = (hours: number, minutes = 0) => `${hours}h${minutes === 0 ? '' : `${minutes}m`}`;

const argo = 'system:serviceaccount:argocd:controller';
const services = ['web', 'cart', 'orders', 'billing', 'stock', 'mail', 'search', 'reports'];
const workloads = [
  ...services.map((name, nth) => ({
    name,
    namespace: 'shop',
    replicas: 2,
    images: [`registry.example.com/shop/${name}:1`],
    creator: argo,
    // One of them is rolled out each day.
    changes: Array.from({ length: 17 }, (_, day) => day).filter((day) => day % services.length === nth).map((day) => ({ at: at(10 + 24 * day), images: [`registry.example.com/shop/${name}:${day + 2}`], by: argo })),
  })),
  { name: 'db', namespace: 'shop', kind: 'StatefulSet', creator: argo },
  { name: 'backup', namespace: 'shop', kind: 'CronJob', schedule: '0 2 * * *', creator: argo, runs: { every: '24h', from: at(2), lasts: '20m' } },
  { name: 'invoices', namespace: 'shop', kind: 'CronJob', schedule: '0 3 * * 4', creator: argo, runs: { every: '168h', from: at(75), lasts: '30m' } },
]; // prettier-ignore

const to = (name: string) => ({ destination: `service:shop/${name}`, port: 8080 });
const conversations = [
  ...services.map((name, nth) => ({ source: `shop/${name}`, ...to(services[(nth + 1) % services.length]!), every: '20m' })),
  ...services.map((name) => ({ source: `shop/${name}`, destination: 'pod:shop/db-0', port: 5432, every: '15m' })),
  ...services.map((name, nth) => ({ source: `shop/${name}`, ...to(services[(nth + 3) % services.length]!), every: '65m', jitter: '30m' })),
  ...services.map((name) => ({ source: `shop/${name}`, destination: 'api.stripe.com', port: 443, sni: 'api.stripe.com', every: '6h', jitter: '3h' })),
  ...services.map((name, nth) => ({ source: `shop/${name}`, ...to(services[(nth + 4) % services.length]!), every: '24h', jitter: '5h', from: at(5) })),
  // Weekly, and not a CronJob: nothing names it before it comes.
  ...services.slice(0, 4).map((name, nth) => ({ source: `shop/${name}`, ...to(services[(nth + 5) % services.length]!), every: '168h', from: at(100 + 9 * nth) })),
  { source: 'shop/backup', destination: 'pod:shop/db-0', port: 5432, every: '24h', from: at(2, 5) },
  { source: 'shop/invoices', destination: 'service:shop/billing', port: 8080, every: '168h', from: at(75, 5) },
]; // prettier-ignore

test('in the fourteen days after learning hardly anything is new, all of it is drift, and nobody is woken', async () => {
  const { findings, incidents, slack, email, deadLetters, start } = await play(
    Scenario.parse({
      scenario: 1, name: 'month', until: at(learned + weeks), clusters: [{ name: 'prod', nodes: 3 }], sentinels: { heartbeat: '30m' },
      acts: [{ at: at(learned), mode: 'enforcing' }], workloads, conversations, services: services.map((name) => ({ name, namespace: 'shop', ports: [8080] })),
    }), // prettier-ignore
  );
  const after = findings.filter(({ firstSeen }) => Date.parse(firstSeen) >= start + learned * 3_600_000);
  expect(after.map(({ verdict, kind, reason, label }) => `${verdict} ${kind} ${reason} ${label}`).filter((line) => !line.startsWith('drift'))).toEqual([]); // prettier-ignore
  // Enough happened for something to be new at all.
  expect(after.length).toBeGreaterThan(0);
  expect(after.filter(({ edge }) => edge !== undefined).length / workloads.length).toBeLessThanOrEqual(0.8);
  expect([incidents, slack, email, deadLetters]).toEqual([[], [], [], []]);
}, 120_000); // prettier-ignore
