import { cutEnd, cutMiddle, visible } from './defang.ts';
import { type DeviationKind, techniques } from './deviation.ts';
import type { Finding } from './finding.ts';
import type { Classification, Incident } from './incident.ts';
import { isSpread, workloadsIn } from './incident-spread.ts';
import { deedOf, hasFailed, isPoolLikeness } from './notice-deeds.ts';

const names: Readonly<Record<DeviationKind, string>> = {
  'new-workload': 'New workload',
  'new-image': 'New image',
  'new-egress': 'New egress',
  'nameless-egress': 'Nameless egress',
  'new-connection': 'New connection',
  'new-operation': 'New operation',
  'new-exposure': 'New exposure',
  'new-client': 'New client',
  'threat-contact': 'Threat contact',
  'mining-protocol': 'Cryptomining',
  'resolver-bypass': 'Resolver bypass',
  'metadata-access': 'Metadata access',
  imitation: 'Imitation',
  'lineage-break': 'Lineage break',
  beacon: 'Beacon',
  'sentinel-silent': 'Sentinel silent',
  'coverage-lost': 'Coverage lost',
};

/** What happened in at most 16 characters: the first thing that a woken person reads. */
export function alarmOf(finding: Finding): string {
  if (finding.kind === 'threat-contact') {
    const mining = finding.match === undefined || finding.match.category === 'mining-pool';
    if (finding.reason === 'listed-lookup') return mining ? 'Pool looked up' : 'Threat looked up';
    if (finding.reason === 'listed-attempt' || finding.reason === 'listed-denied')
      return mining ? 'Mining attempt' : 'Threat attempt';
    return mining ? 'Cryptomining' : 'Threat contact';
  }
  if (finding.kind === 'mining-protocol' && hasFailed(finding)) return 'Mining attempt';
  if (isPoolLikeness(finding)) return 'Pool look-alike';
  if (finding.reason === 'anonymous-network') return 'Anonymous egress';
  if (finding.reason === 'large-volume') return 'Large upload';
  if (finding.kind === 'new-exposure' && finding.reason.startsWith('dashboard-')) return 'Dashboard open';
  return names[finding.kind];
}

/** The name of a kind within a sentence: `new egress`. */
export function kindWords(kind: DeviationKind): string {
  return names[kind].toLowerCase();
}

/** The headline's sentence: who did what to whom. `findings`: worst first. */
export function headlineOf(incident: Incident, findings: readonly [Finding, ...Finding[]]): string {
  const [first] = findings;
  const label = visible(incident.workload);
  const who = cutMiddle(label.replace(/ \([A-Za-z]+\)$/, ''), 31);
  const newcomer = findings.some((finding) => finding.kind === 'new-workload');
  const mining = findings.find((finding) => finding.kind === 'mining-protocol' && !hasFailed(finding));
  const dialect = first.kind === 'threat-contact' && mining ? `, and speaks ${cutEnd(visible(mining.mining?.dialect ?? 'mining'), 30)}` : ''; // prettier-ignore
  const born = newcomer && first.kind !== 'new-workload' && first.kind !== 'lineage-break' ? '; the workload is new' : '';
  const others = findings.length + incident.moreFindings - 1;
  const crowd = others >= 10 ? `; and ${others} deviations more` : '';
  const escalation = incident.timeline.findLast((entry) => entry.what === 'escalated');
  const many = workloadsIn(incident) - 1;
  const spread = many > 0 ? `; ${many} more workload${many === 1 ? ' is' : 's are'} in it` : '';
  const grew = escalation === undefined || isSpread(escalation) ? '' : `; ${cutEnd(visible(escalation.text), 40)}`;
  // Of what is new alone, what it is new by says more than that it is.
  const newness = first.kind === 'new-workload' && first.because?.[0] ? `; ${cutEnd(visible(first.because[0]), 120)}` : '';
  const tail = dialect + born + newness + togetherWords(incident) + spread + crowd + grew;
  return cutEnd(`${alarmOf(first)}: ${who} ${deedOf(first)}`, 300 - tail.length) + tail;
} // prettier-ignore

const combinations: Readonly<Record<string, string | ((who: string) => string)>> = {
  'entered-and-reaching-out': (who) => `${who} had just gone into it`,
  'changed-by-hand-and-reaching-out': (who) => `${who} had just changed it by hand`,
  'changed-and-reaching-out': 'it runs an image that was never seen here',
  'hidden-questions-and-reaching-out': 'it hides whom it asks for',
  'large-volume': 'it sends far more than it gets',
  'steady-beat': 'it calls at a steady beat',
};

/** The weightiest of what makes it worse together, as the rest of the headline. */
function togetherWords({ together = [], chain }: Incident): string {
  const found = Object.entries(combinations).find(([word]) => together.includes(word));
  if (found === undefined) return '';
  const [word, words] = found;
  const deed = chain?.links.findLast(({ what }) => what === (word.startsWith('entered') ? 'entered' : 'changed'));
  return `; ${typeof words === 'string' ? words : words(deed === undefined ? 'somebody' : cutMiddle(visible(deed.who), 60))}`;
} // prettier-ignore

const meanings: Readonly<Record<Classification, string>> = {
  cryptojacking: 'Someone mines with your compute, and whoever could start a miner here can start anything else.',
  'suspicious-newcomer':
    'Whoever may create workloads needs no exploit: the known Kubeflow campaigns began with one new container.',
  'unsanctioned-egress':
    'Miners, stolen data and remote control all need a way out, and a destination nobody used before is where they show.',
  'exposed-dashboard':
    'What the internet can reach, attackers find within hours; the Kubeflow campaigns came in by an open dashboard.',
  'lateral-movement':
    'Whoever holds one workload looks for the next; a connection that nobody used before can be that.',
  'telemetry-lost': 'What is not seen cannot be judged, and an attacker silences the witness first.',
  deviation: 'It differs from what this workload was seen to do while the baseline was learned.',
};

/** Where the kind says more than the class. */
const meaningsOfKinds: Partial<Record<DeviationKind, string>> = {
  'metadata-access':
    'The metadata service gives the credentials of the node to whoever asks, and with them what the node may do in AWS.',
  'resolver-bypass':
    'Who asks a resolver of his own hides which names he looks for. Miners do; so do some images by habit.',
};

/** Where it was tried and nothing came of it. */
const meaningsOfFailure: Partial<Record<Classification, string>> = {
  cryptojacking:
    'Something in this workload wants to mine. It did not get through this time; the next pool may let it in.',
  'unsanctioned-egress':
    'Asking for a pool, or trying to reach it, is how a miner begins. Scanners and security tools do the same.',
};

/** Why it is worth getting up for. */
export function meaningOf(classification: Classification, first: Finding): string {
  return (hasFailed(first) ? meaningsOfFailure[classification] : undefined) ?? meaningsOfKinds[first.kind] ?? meanings[classification]; // prettier-ignore
}

/** `T1496.001 Resource Hijacking: Compute Hijacking`; an id that has no name here stands alone. */
export function techniqueWords(id: string): string {
  const name = (techniques as Readonly<Record<string, string>>)[id];
  return name === undefined ? visible(id) : `${id} ${name}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `23 Nov 02:13:05` of an RFC 3339 time, UTC. */
export function timeWords(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return cutEnd(visible(at), 30);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.toISOString().slice(11, 19)}`;
}
