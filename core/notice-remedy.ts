import { closing, looking, type Remedy, stopping, watching } from './containment.ts';
import { isAtLeast, type Severity } from './deviation.ts';
import type { Finding } from './finding.ts';
import type { Incident } from './incident.ts';
import { hasFailed } from './notice-deeds.ts';

/** Below this a person looks first; from it on, stopping is the first thing to weigh. */
const stopFrom: Severity = 'high';

/** What to do, with at most one command to copy. */
export function remedyOf(incident: Incident, findings: readonly [Finding, ...Finding[]]): { lines: string[]; command?: string } {
  const [first] = findings;
  if (incident.classification === 'telemetry-lost') return told(incident, [coverageAdvice(first.reason)], watching(incident.workload));
  const grave = isAtLeast(incident.severity, stopFrom);
  if (first.kind === 'new-exposure') return told(incident, [grave ? 'If nobody of yours meant to open it, close it: what is behind it goes on running.' : 'If somebody of yours meant to open it, there is nothing to do tonight.'], closing(first.object, grave));
  const newcomer = findings.some(({ kind }) => kind === 'new-workload');
  // What is part of the system and got nowhere is looked at before anyone stops it.
  const stops = grave && (newcomer || !hasFailed(first));
  const remedy = stops ? stopping(incident.workload) : looking(incident.workload);
  if (stops && newcomer) return told(incident, ['Nothing in the baseline depends on it. Keep its logs, then stop it.'], remedy);
  if (!stops) return told(incident, [advice(incident, first)], remedy);
  if (first.judgedWith.mode === 'learning') return told(incident, ['What depends on it is not known yet: if it is part of your system, stopping it is an outage of its own. If nobody knows it, stop it.'], remedy);
  const outage = remedy.command !== undefined && !incident.workload.startsWith('node ');
  return told(incident, outage ? ['It is part of your system: stopping it is an outage of its own. Where you cannot afford that, deny its egress: its page has the NetworkPolicy ready.'] : [], remedy);
} // prettier-ignore

function told({ cluster }: Incident, lines: readonly string[], { command, words }: Remedy): { lines: string[]; command?: string } {
  if (command === undefined) return { lines: [...lines, words] };
  return { lines: [...lines, `${words} (in cluster ${cluster}):`], command };
} // prettier-ignore

/** What settles the matter where nobody needs to act at once. */
function advice({ classification }: Incident, first: Finding): string {
  if (first.match ?? first.mining) return 'If this is a scanner or a resolver for others, it does its work. If not, somebody got in: stop it.';
  if (classification === 'suspicious-newcomer') return 'If nobody of yours started it, stop it. If the usual pipeline did, there is nothing to do tonight.';
  return 'If its last release explains this, there is nothing to do tonight. If nobody can explain it, stop it.';
} // prettier-ignore

function coverageAdvice(reason: string): string {
  if (reason === 'foreign-endpoints') return "Somebody else may be using its token, which is good for an hour at most. Look who got into that node, and replace the sentinel's pod.";
  if (reason === 'flood') return 'A scan on that node looks like this, and so does somebody who wants to hide in noise. What mines is told all the same.';
  if (reason === 'sentinels-silent-at-once') return 'So many at once are rarely silent themselves: the way to Plumbline is cut, or what they sent waits on its queue and is judged when it comes. Until then nothing there is.';
  if (reason.startsWith('kubernetes-')) return 'Until it answers, owners of new addresses are not known, and are looked up later.';
  return 'Until it speaks again nothing on that node is judged. An upgrade that hangs looks like this, and so does somebody who does not want to be seen.';
} // prettier-ignore
