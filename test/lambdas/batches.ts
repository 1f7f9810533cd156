import { gzipSync } from 'node:zlib';
import type { Batch, Flow } from '../../core/telemetry.ts';

export const t0 = Date.parse('2026-11-23T10:00:00.000Z');

export const at = (seconds: number) => new Date(t0 + seconds * 1000).toISOString();

/** A flow of a pod to a name outside, as a sentinel reports it; every part can be replaced. */
export function flow(parts: Partial<Flow> = {}): Flow {
  return {
    kind: 'flow',
    src: '10.0.3.17',
    dst: '203.0.113.9',
    port: 443,
    proto: 'tcp',
    direction: 'out',
    if: 12,
    names: [{ value: 'api.example.com', from: 'dns' }],
    ops: [],
    outcome: 'established',
    generation: 0,
    connections: 1,
    bytesOut: 512,
    bytesIn: 2048,
    firstSeen: at(0),
    lastSeen: at(10),
    ...parts,
  };
}

export function batch(parts: Partial<Batch> = {}): Batch {
  return {
    v: 1,
    node: 'ip-10-0-1-7',
    bootId: 'boot-1',
    seq: 1,
    sentAt: at(11),
    window: { from: at(0), to: at(11) },
    coverage: { seen: 100, dropped: 0, folded: 0, spooled: 0, freezes: 0, sources: ['wire'], failed: [] },
    observations: [flow()],
    ...parts,
  };
}

export const packed = (value: unknown) => gzipSync(Buffer.from(JSON.stringify(value)));
