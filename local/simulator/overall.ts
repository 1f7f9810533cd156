import { isAtLeast, type Severity } from '../../core/deviation.ts';
import type { Finding, Verdict } from '../../core/finding.ts';
import type { Incident } from '../../core/incident.ts';

/** What a whole play comes to: the word that CASES and `expect.verdict` use. */
export interface Overall {
  readonly verdict: Verdict;
  /** Of the gravest incident; absent where nobody was told anything. */
  readonly severity?: Severity;
  /** The kind and reason word that weigh most. */
  readonly reason?: string;
}

/** What was told goes before what was only noted; what could not be judged before silence. */
export function overallOf({ findings, incidents }: { readonly findings: readonly Finding[]; readonly incidents: readonly Incident[] }): Overall {
  const told = incidents.toSorted((a, b) => gravity(b.severity) - gravity(a.severity));
  const [gravest] = told;
  const because = (among: readonly Finding[]) => {
    const [first] = among.toSorted((a, b) => gravity(b.severity) - gravity(a.severity) || (a.kind < b.kind ? -1 : 1));
    return first && { reason: `${first.kind} (${first.reason})` };
  };
  if (gravest !== undefined) {
    const verdict = told.some((incident) => incident.verdict === 'incident') ? 'incident' : 'alert';
    return { verdict, severity: gravest.severity, ...because(gravest.findings) };
  }
  const blind = findings.filter((finding) => finding.verdict === 'blind');
  const drift = findings.filter((finding) => finding.verdict !== 'blind');
  if (drift.length > 0) return { verdict: 'drift', ...because(drift) };
  if (blind.length > 0) return { verdict: 'blind', ...because(blind) };
  return { verdict: 'ok' };
} // prettier-ignore

const gravity = (severity: Severity) =>
  (['low', 'medium', 'high', 'critical'] as const).filter((floor) => isAtLeast(severity, floor)).length;
