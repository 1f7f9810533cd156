import type { Finding } from './finding.ts';
import type { EdgeId } from './ids.ts';
import type { Incident } from './incident.ts';
import { objectOf, type Report, reporter } from './judge-report.ts';

/** Ways out that a steady beat or a large volume makes graver, and that nothing was said about yet. */
export function edgesInQuestion(incidents: readonly Incident[]): ReadonlyMap<EdgeId, Finding> {
  const open = incidents.filter(({ state, severity }) => state === 'open' && (severity === 'medium' || severity === 'low'));
  const out = open.flatMap(({ findings }) => findings.filter(({ kind, verdict }) => verdict === 'alert' && (kind === 'new-egress' || kind === 'nameless-egress')));
  return new Map(out.flatMap((finding) => (finding.edge === undefined ? [] : [[finding.edge, finding] as const])));
} // prettier-ignore

/** A steady beat on a way out that is an alert already: a sign beside it, no alarm by itself. */
export function beaconOn(egress: Finding): Finding {
  const { object, label } = egress;
  return reportBeside(egress)('beacon', 'drift', 'steady-beat', { object, label }, { because: ['hour after hour the same number of connections of the same size'] });
} // prettier-ignore

/** Far more sent than received on such a way out: a sign of its own, so that neither takes the other's place. */
export function volumeOn(egress: Finding): Finding {
  const about = { object: objectOf('volume', egress.object), label: egress.label };
  const found = reportBeside(egress)('beacon', 'drift', 'large-volume', about, { because: ['at least 256 MiB went out, and at least four times what came in'] });
  return { ...found, techniques: ['T1041'] };
} // prettier-ignore

function reportBeside({ cluster, lineage, workload, firstSeen, seenBy, judgedWith, edge: id }: Finding): Report {
  const { baseline: version, intelligence, mode } = judgedWith;
  const seen = { cluster, firstSeen, seenBy, ...(id !== undefined && { id }) };
  return reporter(seen, { lineage, label: workload }, { baseline: { version, mode }, intelligence: { version: intelligence } });
} // prettier-ignore
