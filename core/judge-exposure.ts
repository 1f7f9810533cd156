import type { Baseline } from './baseline.ts';
import type { Finding } from './finding.ts';
import type { Lineage } from './ids.ts';
import { dashboardTitles } from './inventory/dashboard.ts';
import { type Exposure, exposureObject } from './inventory/exposure.ts';
import { exposureLabel } from './inventory/exposure-label.ts';
import { type Grade, reporter } from './judge-report.ts';
import { managementPortOf } from './management-ports.ts';
import { lineageFrom, type Workload, workloadLabel } from './workload.ts';

/** What an open way in is judged against. */
export interface ExposureContext {
  readonly baseline: Baseline;
  readonly intelligence: { readonly version: string };
  readonly workload: Workload | undefined;
  /** Under the exposure's fact; `candidate`: it was open while learning went on. */
  readonly standing: 'known' | 'rejected' | 'candidate' | 'new';
  /** Who wrote the object last, as far as the audit log has told, and whether he made settled workloads here. */
  readonly doer?: { readonly name: string; readonly knownHere: boolean } | undefined;
  /** The internet reached the workload before: by another way that is older, or as was seen while learning went on. */
  readonly openBefore: boolean;
  /** The same look saw a known dashboard open that stands behind: that tells it all. */
  readonly leadsToDashboard: boolean;
  /** The workload is in the baseline. */
  readonly settled: boolean;
}

/** The lineage that a way in is told under: that of the workload behind, else one of its own. */
export function lineageOfExposure({ cluster, object, workload }: Exposure): Lineage {
  return workload?.lineage ?? lineageFrom(cluster, `exposure/${object.kind}/${object.namespace}/${object.name}`);
}

/**
 * What is new about a way in from outside. A known dashboard that is open is told in every mode, because learning must not
 * make blind; every other way only once learning has ended, and what was open before is known.
 */
export function judgeExposure(exposure: Exposure, context: ExposureContext): Finding[] {
  if (exposure.goneAt !== undefined || context.standing === 'known') return [];
  const graded = gradeOf(exposure, context);
  const { mode } = context.baseline;
  if (!graded.reason.startsWith('dashboard-') && (mode === 'learning' || context.standing === 'candidate')) return [];
  const { object, workload, dashboard, firstSeen, cluster } = exposure;
  const who = context.workload ? workloadLabel(context.workload) : workload ? workloadLabel(workload) : `${object.namespace}/${object.name} (${object.kind})`;
  const subject = { lineage: lineageOfExposure(exposure), label: who };
  const report = reporter({ cluster, firstSeen, seenBy: 'inventory' }, subject, context);
  const title = dashboard === undefined ? '' : `${dashboardTitles[dashboard]} behind `;
  const about = { object: exposureObject(exposure), label: `${title}${exposureLabel(exposure)}` };
  return [report('new-exposure', graded.grade, graded.reason, about, { because: graded.because })];
} // prettier-ignore

interface Graded {
  readonly grade: Grade;
  readonly reason: string;
  readonly because: readonly string[];
}

function gradeOf(
  exposure: Exposure,
  { standing, doer, openBefore, leadsToDashboard, settled }: ExposureContext,
): Graded {
  const { reach, dashboard, ports } = exposure;
  const because = doer === undefined ? ['nobody knows who opened it'] : [doer.knownHere ? `${doer.name}, who made settled workloads here, opened it` : `${doer.name}, who made no settled workload here, opened it`]; // prettier-ignore
  if (standing === 'rejected') return { grade: 'high', reason: 'rejected-before', because: ['a person said no to it', ...because] }; // prettier-ignore
  if (reach === 'network') return { grade: 'drift', reason: 'open-to-network', because };
  if (dashboard !== undefined) {
    const why = `${dashboardTitles[dashboard]} runs what its users tell it to run`;
    return reach === 'internet' ? { grade: 'high', reason: 'dashboard-open-to-internet', because: [why, ...because] } : { grade: 'medium', reason: 'dashboard-open-to-ranges', because: [why, ...because] }; // prettier-ignore
  }
  const service = ports.flatMap(({ port, target = port }) => managementPortOf(port) ?? managementPortOf(target) ?? [])[0]; // prettier-ignore
  if (service !== undefined) return { grade: reach === 'internet' ? 'high' : 'medium', reason: 'management-port-open', because: [`${service} answers there`, ...because] }; // prettier-ignore
  if (leadsToDashboard) return { grade: 'drift', reason: 'leads-to-dashboard', because };
  if (reach === 'ranges') return { grade: 'drift', reason: 'open-to-ranges', because };
  if (doer?.knownHere === true) return { grade: 'drift', reason: 'opened-by-usual-pipeline', because };
  if (openBefore) return { grade: 'drift', reason: 'another-way-in', because: ['the internet reached it before', ...because] }; // prettier-ignore
  // Without an audit log nobody can be named, which is no sign of anything in what belongs here.
  return { grade: doer === undefined && settled ? 'low' : 'medium', reason: 'open-to-internet', because };
}
