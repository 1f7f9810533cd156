import { cutEnd, cutMiddle, visible } from './defang.ts';
import { deviations } from './deviation.ts';
import type { Finding } from './finding.ts';
import type { MiningEvidence } from './operation.ts';

/** The object of what was asked for and not talked to, as `objectOf` spells it; browsers read this file, and have no digest. */
const lookups = '["lookups"]';

const throughTor = 'anonymous-network';

/** It was tried, and nothing came of it: only asked for, not reached, refused, or answered with an error. */
export function hasFailed({ reason, mining }: Pick<Finding, 'reason' | 'mining'>): boolean {
  if (reason === 'listed-lookup' || reason === 'listed-attempt' || reason === 'listed-denied') return true;
  return mining?.evidence === 'refused' || mining?.evidence === 'error';
}

/** Of a name outside that looks like a pool's, not of a workload that bears another's name. */
export const isPoolLikeness = ({ kind, reason }: Pick<Finding, 'kind' | 'reason'>): boolean =>
  kind === 'imitation' && reason.startsWith('name-');

/** What the workload did, as the rest of a sentence that begins with its name. */
export function deedOf(finding: Finding): string {
  const { kind, reason } = finding;
  const label = cutEnd(visible(finding.label), 400);
  const why = finding.because?.[0] === undefined ? '' : cutEnd(visible(finding.because[0]), 200);
  switch (kind) {
    case 'threat-contact':
      return contactOf(finding) ?? `${deviations[kind].title}: ${label}`;
    case 'mining-protocol':
      return `${miningDeeds[finding.mining?.evidence ?? 'intent']} (${label})`;
    case 'new-workload':
      return deviations[kind].title;
    case 'new-egress':
    case 'new-connection':
      if (reason === 'rejected-before') return `reaches out to ${label}, which a person said no to`;
      if (reason === throughTor) return `reaches out to ${label} through Tor`;
      if (reason === 'entered-just-before') return `reaches out to ${label} for the first time; somebody had just gone into it`;
      return `reaches out to ${label}${reason === 'name-and-handshake-differ' ? '' : ' for the first time'}`;
    case 'nameless-egress':
      return `reaches out to ${label}${reason === throughTor ? ' through Tor' : ', and asked DNS for no name'}`;
    case 'lineage-break':
      return `came back as something else: ${label.slice(label.indexOf(', running ') + 2)} now`;
    case 'new-client':
      return `is a newcomer and talks to ${label}`;
    case 'metadata-access':
      return "asks its node's metadata service for the first time";
    case 'imitation':
      if (isPoolLikeness(finding)) return `${finding.object === lookups ? 'looked up' : 'reaches out to'} ${label}${why === '' ? ', which looks like the name of a pool' : `: ${why}`}`;
      return `${reason === 'imitates-by-name' ? 'bears the name of' : 'is called almost like'} ${label}, and is not it`;
    case 'beacon':
      return `${reason === 'large-volume' ? 'sends far more than it gets' : 'calls home at a steady beat'}: ${label}`;
    case 'coverage-lost':
      return `${coverageDeeds[reason] ?? deviations[kind].title}: ${label}`;
    default:
      return `${deviations[kind].title}: ${label}`;
  }
} // prettier-ignore

function contactOf({ match, reason }: Finding): string | undefined {
  if (match === undefined) return undefined;
  const name = cutMiddle(visible(match.matched), 180);
  const whom = match.how === 'alias' ? `a name whose alias is ${name}` : name;
  const listed = `a listed ${visible(match.category).replaceAll('-', ' ')}`;
  if (reason === 'listed-lookup') return `looked up ${whom}, ${listed}; no connection seen`;
  if (reason === 'listed-denied') return `asked for ${whom}, ${listed}; the resolver said no`;
  if (reason === 'listed-attempt') return `tried to reach ${whom}, ${listed}; it was not reached`;
  return `talks to ${whom}, ${listed}`;
}

const miningDeeds: Readonly<Record<MiningEvidence, string>> = {
  session: 'is mining: work was asked for and handed out',
  intent: 'asks for mining work; no answer seen yet',
  refused: 'tried to mine and was refused',
  error: 'tried to mine and got an error',
  hint: 'said something that looks like mining',
};

const coverageDeeds: Readonly<Record<string, string>> = {
  'foreign-endpoints': 'is not to be believed',
  flood: 'is not to be believed',
  'sentinels-silent-at-once': 'are not heard any more',
};
