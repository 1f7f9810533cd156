import type { Descent } from './descent.ts';
import type { Finding } from './finding.ts';
import type { WorkloadTraits } from './inventory/traits.ts';
import type { JudgeContext } from './judge-context.ts';
import { objectOf, type Report, reporter } from './judge-report.ts';
import { isNewborn, trustOf } from './judge-trust.ts';
import { homeOf, imageRepository, type Workload, workloadLabel } from './workload.ts';

type BirthContext = Pick<JudgeContext, 'workload' | 'familiarity'>;

/** What a workload is, apart from whom it talks to: new, come back as another, named like another, running something else. */
export function judgeBirth({ workload, familiarity }: BirthContext, report: Report, threatening: boolean): Finding[] {
  if (workload === undefined) return [];
  const findings: Finding[] = [];
  const { descent } = familiarity;
  const object = workload.lineage;
  const images = workload.images.join(', ') || 'an unknown image';
  const { level, because } = trustOf(workload, familiarity);
  findings.push(...imitation(descent, because, report));
  if (descent.kind === 'breaks') {
    const grade = level === 'stranger' ? 'high' : level === 'unsure' ? 'medium' : 'low';
    findings.push(report('lineage-break', grade, 'came-back-as-another', { object, label: `${workloadLabel(workload)}, running ${images}` }, { because: [`it differs in ${listed(descent.differs)}`, ...because] })); // prettier-ignore
  }
  if (isNewborn(familiarity)) {
    const { grade, reason, why } = birthGrade(workload, familiarity, level);
    // What mines is no longer a line of a digest.
    const graver = threatening && (grade === 'drift' || grade === 'low') ? 'medium' : grade;
    findings.push(report('new-workload', graver, reason, { object, label: `${workloadLabel(workload)}, running ${images}` }, { because: [...why, ...because] })); // prettier-ignore
  }
  for (const repository of familiarity.newImages) {
    const known = familiarity.imagesKnownHere === true;
    findings.push(report('new-image', 'drift', known ? 'image-known-here' : 'image-never-seen', { object: objectOf('image', repository), label: labelOfImage(workload, repository) })); // prettier-ignore
  }
  return findings;
}

/**
 * What is judged as soon as it is there: a borrowed name, and a newcomer with rights over its node, which is the same finding
 * as when it talks, but graver. One of the house may need them (a CNI, an agent), which the risk tracker says.
 */
export function judgeUnheard(traits: Pick<WorkloadTraits, 'firstSeen'>, rights: readonly string[], { workload, familiarity, ...judgedWith }: Pick<JudgeContext, 'baseline' | 'intelligence'> & { readonly workload: Workload; readonly familiarity: BirthContext['familiarity'] }): Finding[] {
  const trust = trustOf(workload, familiarity);
  const subject = { lineage: workload.lineage, label: workloadLabel(workload) };
  const report = reporter({ cluster: workload.cluster, firstSeen: traits.firstSeen, seenBy: 'inventory' }, subject, judgedWith);
  const imitates = imitation(familiarity.descent, trust.because, report);
  if (!isNewborn(familiarity) || judgedWith.baseline.mode === 'learning') return imitates;
  const about = { object: workload.lineage, label: `${subject.label}, running ${workload.images.join(', ') || 'an unknown image'}` };
  if (rights.length > 0 && trust.level !== 'trusted' && familiarity.descent.kind !== 'proposes') {
    const stranger = trust.level === 'stranger';
    return [...imitates, report('new-workload', stranger ? 'high' : 'medium', stranger ? 'mighty-stranger' : 'mighty-newcomer', about, { because: [`it asks for rights over its node: ${rights.join(', ')}`, ...trust.because] })];
  }
  if (imitates.length === 0) return [];
  const { grade, reason, why } = birthGrade(workload, familiarity, trust.level);
  return [...imitates, report('new-workload', grade, reason, about, { because: [...why, ...trust.because] })];
} // prettier-ignore

function imitation(descent: Descent, because: readonly string[], report: Report): Finding[] {
  if (descent.kind !== 'imitates') return [];
  const about = { object: objectOf('workload', descent.of ?? descent.label), label: descent.label };
  return [report('imitation', 'high', `imitates-by-${descent.how}`, about, { because: [`it differs in ${listed(descent.differs)}`, ...because] })]; // prettier-ignore
}

interface BirthGrade {
  readonly grade: 'drift' | 'low' | 'medium' | 'high';
  readonly reason: string;
  readonly why: readonly string[];
}

function birthGrade(workload: Workload, familiarity: BirthContext['familiarity'], level: 'trusted' | 'unsure' | 'stranger'): BirthGrade {
  const { descent, imagesKnownHere, creatorKnownHere } = familiarity;
  const stranger = foreignAccount(workload, familiarity);
  if (stranger !== undefined) return { grade: 'high', reason: 'foreign-creator', why: [stranger] };
  if (descent.kind === 'proposes') return { grade: 'drift', reason: `may-be-${descent.why}`, why: [`it may go on where ${descent.label} was: a person says whether it inherits`] };
  if (level === 'stranger') return { grade: 'medium', reason: 'unknown-image-and-creator', why: [] };
  if (familiarity.workload === 'probation') return { grade: 'drift', reason: 'on-probation', why: ['it is on probation for seven days'] };
  if (imagesKnownHere === false) return { grade: 'low', reason: 'unknown-image', why: [] };
  if (creatorKnownHere === false) return { grade: 'low', reason: 'unknown-creator', why: [] };
  return { grade: 'drift', reason: 'never-seen-before', why: [] };
} // prettier-ignore

/** A program's account that creates where it has no business: in a namespace that is not its own, for the first time. */
function foreignAccount({ creator, namespace }: Workload, { creatorKnownHere, creatorKnownInNamespace, creatorDeploys }: BirthContext['familiarity']): string | undefined {
  const home = creator && homeOf(creator);
  if (home === undefined || home === namespace) return undefined;
  const strange = creatorKnownHere === false || (namespace === 'kube-system' && creatorKnownInNamespace === false && creatorDeploys !== true);
  return strange ? `a service account of the namespace ${home} created it in ${namespace}, where it never created anything` : undefined;
} // prettier-ignore

function labelOfImage({ images }: Workload, repository: string): string {
  return images.find((image) => imageRepository(image) === repository) ?? repository;
}

const listed = (words: readonly string[]) => words.map((word) => word.replaceAll('-', ' ')).join(', ') || 'nothing that can be seen'; // prettier-ignore
