import { ObservedName } from '../../core/observed-name.ts';
import { Operation } from '../../core/operation.ts';
import { saysTheSame } from '../../core/says-the-same.ts';
import { Flow, Lookup } from '../../core/telemetry.ts';

const times = { firstSeen: '2026-11-23T10:00:00Z', lastSeen: '2026-11-23T10:01:00Z' };
const name = { value: 'api.example.com', from: 'dns', aliases: ['a.example.net'] } as const;
const operation = { app: 'http', dialect: 'd', method: 'GET', path: '/', evidence: 'hint', alpn: 'h2', ech: false, count: 1 } as const; // prettier-ignore
const flow = (parts: object = {}) => Flow.parse({ kind: 'flow', src: '10.0.0.1', dst: '10.0.0.2', port: 80, proto: 'tcp', direction: 'out', via: '172.20.0.1:80', if: 4, names: [name], ops: [operation], outcome: 'established', generation: 0, connections: 1, bytesOut: 2, bytesIn: 3, ...times, ...parts }); // prettier-ignore
const lookup = (parts: object = {}) => Lookup.parse({ kind: 'lookup', src: '10.0.0.1', dst: '10.0.0.2', if: 4, name: 'a.example.com', aliases: ['b.example.net'], outcome: 'answered', generation: 0, count: 1, ...times, ...parts }); // prettier-ignore

// Counters rise by themselves; times are compared as event times, by who knows the clock.
const another = { src: '10.0.0.9', dst: '10.0.0.9', port: 9, proto: 'udp', direction: 'in', via: 'x', if: 9, names: [], ops: [], outcome: 'timeout', generation: 9, name: 'x', aliases: [], value: 'x', from: 'sni', app: 'tls', dialect: 'x', method: 'x', path: 'x', evidence: 'session', alpn: 'x', ech: true, unauthenticated: true }; // prettier-ignore
const risen = { connections: 9, bytesOut: 9, bytesIn: 9, count: 9, firstSeen: '2026-11-23T09:00:00Z', lastSeen: '2026-11-23T11:00:00Z' }; // prettier-ignore
const changes: Readonly<Record<string, unknown>> = { ...another, ...risen };

/** All fields of the wire format, so that one that is new must be listed above and compared. */
const fieldsOf = ({ shape }: { readonly shape: object }) => Object.keys(shape).filter((field) => field !== 'kind');
const isCounter = (field: string) => field in risen;

test.each(fieldsOf(Flow))('of a flow, %s', (field) => {
  expect(saysTheSame(flow(), flow({ [field]: changes[field] }))).toBe(isCounter(field));
});

test.each(fieldsOf(Lookup))('of a lookup, %s', (field) => {
  const changed = field === 'proto' ? 'tcp' : changes[field];
  expect(saysTheSame(lookup(), lookup({ [field]: changed }))).toBe(isCounter(field));
});

test.each(fieldsOf(ObservedName))('of a name, %s', (field) => {
  expect(saysTheSame(flow(), flow({ names: [{ ...name, [field]: changes[field] }] }))).toBe(false);
});

test.each(fieldsOf(Operation))('of an operation, %s', (field) => {
  expect(saysTheSame(flow(), flow({ ops: [{ ...operation, [field]: changes[field] }] }))).toBe(isCounter(field));
});

test('a flow says nothing that a lookup says', () => {
  expect(saysTheSame(flow(), lookup())).toBe(false);
  expect(saysTheSame(lookup(), flow())).toBe(false);
});
