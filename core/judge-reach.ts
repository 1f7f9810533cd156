import { isAnonymised } from './anonymous.ts';
import { enoughUsers } from './common-destination.ts';
import { directionOf } from './direction.ts';
import { type Edge, isLookupOnly, oddSinceOf } from './edge.ts';
import type { Finding } from './finding.ts';
import type { JudgeContext } from './judge-context.ts';
import { type Grade, objectOf, type Report } from './judge-report.ts';
import { isKnownEdge, isNewborn, trustOf } from './judge-trust.ts';
import { withParents } from './intelligence.ts';
import { peerKey, peerLabel } from './peer.ts';
import { type Bypass, bypassOf, resolverLabel } from './resolvers.ts';

/** Whom a workload talks to that its baseline does not hold, and how. Only what a workload of the cluster opened. */
export function judgeReach(edge: Edge, context: JudgeContext, report: Report): Finding[] {
  if (edge.source.kind !== 'workload') return [];
  const { familiarity } = context;
  const bypass = bypassOf(edge);
  if (isLookupOnly(edge)) return bypass === undefined ? [] : resolverBypass(edge, bypass, context, report);
  const disguised = nameMismatch(edge, report);
  if (isKnownEdge(familiarity)) return [...disguised, ...newOperations(edge, context, report)];
  if (bypass !== undefined) return [...disguised, ...resolverBypass(edge, bypass, context, report)];
  return [...disguised, ...(disguised.length > 0 ? [] : newWay(edge, context, report)), ...newClient(edge, context, report)];
} // prettier-ignore

/** Plain questions to a well-known resolver are mostly a habit of an image; hidden ones are mostly meant to be hidden. */
const bypassGrades: Readonly<Record<Bypass, Grade>> = {
  'own-resolver': 'low',
  'dns-over-tls': 'medium',
  'dns-over-https': 'medium',
};

function resolverBypass(edge: Edge, bypass: Bypass, { baseline, familiarity }: JudgeContext, report: Report): Finding[] {
  if (isKnownEdge(familiarity)) return [];
  // Asked before learning ended: a candidate like any other.
  if (baseline.learnedUntil !== undefined && Date.parse(edge.firstSeen) < Date.parse(baseline.learnedUntil)) return [];
  const who = resolverLabel(edge);
  return [report('resolver-bypass', bypassGrades[bypass], bypass, { object: objectOf(bypass), label: who })];
} // prettier-ignore

/** Under one name it was asked for, under another it was greeted: a forged answer, or a front. Told by when it began. */
function nameMismatch(edge: Edge, report: Report): Finding[] {
  const asked = edge.names.filter(({ from }) => from === 'dns').flatMap(({ value, aliases = [] }) => [value, ...aliases]);
  if (asked.length === 0 || edge.operations.some(({ ech }) => ech === true)) return [];
  const domains = new Set(asked.map((name) => withParents(name).at(-1)));
  const odd = edge.names.filter(({ from }) => from === 'sni').map(({ value }) => value).filter((name) => !domains.has(withParents(name).at(-1))).toSorted();
  const [first] = odd;
  if (first === undefined) return [];
  const about = { object: objectOf('handshake', ...peerKey(edge.destination), first), label: `${first}, though DNS was asked for ${asked[0]}` };
  return [{ ...report('new-egress', 'high', 'name-and-handshake-differ', about), firstSeen: oddSinceOf(edge) }];
} // prettier-ignore

function newOperations(edge: Edge, { familiarity }: JudgeContext, report: Report): Finding[] {
  return familiarity.newOperations.flatMap((operation) => {
    if (operation.app === 'mining') return [];
    const { app, dialect = '', method = '', path = '' } = operation;
    const said = [app, dialect, method, path].filter((part) => part !== '').join(' ');
    return [report('new-operation', 'drift', 'operation-not-in-baseline', { object: objectOf(edge.id, app, dialect, method, path), label: `${said} to ${peerLabel(edge.destination)}` })]; // prettier-ignore
  });
}

function newWay(edge: Edge, context: JudgeContext, report: Report): Finding[] {
  const { destination, proto, port } = edge;
  const label = `${peerLabel(destination)} on ${proto} port ${port}`;
  const about = { object: objectOf(...peerKey(destination), proto, String(port)), label };
  switch (destination.kind) {
    case 'infrastructure':
      if (destination.name !== 'instance-metadata') return [];
      return [report('metadata-access', context.familiarity.workload === 'probation' ? 'drift' : 'low', 'never-asked-before', about)]; // prettier-ignore
    case 'unresolved':
      return [];
    case 'node':
      // Probes, node ports and what shares a node's address are nobody's news; a way into the machine is.
      if (!managementPorts.has(port)) return [];
      break;
    default:
      break;
  }
  if (directionOf(edge) !== 'egress') {
    const { grade, reason, because } = connectionGrade(edge, context);
    return [report('new-connection', grade, reason, about, { because })];
  }
  if (destination.kind === 'address') {
    const { grade, reason, because } = namelessGrade(edge, context);
    // One behaviour, however many addresses: a scan on one port is one finding (law 9).
    return [report('nameless-egress', grade, reason, { object: objectOf('nameless', proto, String(port)), label }, { because })]; // prettier-ignore
  }
  const { grade, reason, because } = egressGrade(edge, context);
  return [report('new-egress', grade, reason, about, { because })];
}

interface Graded {
  readonly grade: Grade;
  readonly reason: string;
  readonly because: string[];
}

/** Whoever comes in by the front door makes what is behind it call out. */
const behindFront = 'the internet reaches it, and what comes in there can make it call out';

const throughTor = 'it goes through Tor, which hides whom it talks to';

function egressGrade(edge: Edge, { familiarity, workload, inherited }: JudgeContext): Graded {
  const { name } = familiarity;
  const users = name?.users ?? 0;
  const popular = name?.popular === true;
  const because = [popular ? 'everyone visits this domain' : users > 0 ? `${users} settled workload${users === 1 ? '' : 's'} here talk${users === 1 ? 's' : ''} to it as well` : 'nobody else here ever talked to it'];
  if (familiarity.edge === 'rejected') return { grade: 'high', reason: 'rejected-before', because: ['a person said no to it', ...because] };
  if (inherited === true) return { grade: 'drift', reason: 'as-its-predecessor', because };
  if (isAnonymised(edge)) return { grade: 'high', reason: 'anonymous-network', because: [throughTor, ...because] };
  const hidden = onlyInHandshake(edge);
  const newborn = isNewborn(familiarity);
  const trust = workload === undefined ? undefined : trustOf(workload, familiarity);
  if ((popular || users >= enoughUsers) && !hidden) {
    const strange = newborn && trust?.level === 'stranger';
    return { grade: strange ? 'low' : 'drift', reason: popular ? 'popular-everywhere' : 'popular-here', because };
  }
  if (hidden) because.push('its name was seen in the handshake alone, DNS was not asked');
  if (!newborn) {
    if (familiarity.workload === 'there-before' && workload !== undefined && isScheduled(workload.kind) && trust?.level !== 'stranger') return { grade: 'drift', reason: 'first-run', because: ['it runs for the first time since learning began', ...because] };
    if (familiarity.front === true) because.push(behindFront);
    return { grade: hidden || familiarity.front === true ? 'high' : 'medium', reason: hidden ? 'name-only-in-handshake' : 'edge-not-in-baseline', because };
  }
  if (trust?.level === 'trusted') return { grade: 'medium', reason: 'newcomer', because };
  return { grade: 'high', reason: 'newcomer-to-unknown-name', because: [...because, ...(trust?.because ?? [])] };
} // prettier-ignore

/** Known by what the client said in its handshake, and by no answer of a resolver. */
function onlyInHandshake({ names, destination }: Edge): boolean {
  return destination.kind === 'name' && names.length > 0 && names.every(({ from }) => from === 'sni');
}

const isScheduled = (kind: string) => kind === 'CronJob' || kind === 'ScheduledWorkflow' || kind === 'CronWorkflow';

function namelessGrade(edge: Edge, { familiarity, workload }: JudgeContext): Graded {
  if (familiarity.edge === 'rejected') return { grade: 'high', reason: 'rejected-before', because: ['a person said no to it'] }; // prettier-ignore
  if (isAnonymised(edge)) return { grade: 'high', reason: 'anonymous-network', because: [throughTor] };
  if (familiarity.swarm === true && !isNewborn(familiarity)) return { grade: 'drift', reason: 'one-of-many', because: ['it talked to many addresses without a name this way while learning went on'] }; // prettier-ignore
  if (edge.unheard === true) return { grade: 'blind', reason: 'older-than-sentinel', because: ['its pods are older than the sentinel of their node, and may have asked for a name before it listened'] }; // prettier-ignore
  if (isNewborn(familiarity)) return { grade: 'high', reason: 'newcomer', because: workload ? [...trustOf(workload, familiarity).because] : [] }; // prettier-ignore
  const front = familiarity.front === true;
  return { grade: front ? 'high' : 'medium', reason: 'edge-not-in-baseline', because: front ? [behindFront] : [] }; // prettier-ignore
}

/** Ways into a machine rather than into an application: SSH, Docker, kubelet, etcd, WinRM, RDP. */
const managementPorts: ReadonlySet<number> = new Set([22, 2375, 2376, 2379, 2380, 3389, 5985, 5986, 10250, 10255]);

function connectionGrade(edge: Edge, context: JudgeContext): Graded {
  const { familiarity, workload, inherited } = context;
  if (familiarity.edge === 'rejected') return { grade: 'high', reason: 'rejected-before', because: ['a person said no to it'] }; // prettier-ignore
  if (inherited === true) return { grade: 'drift', reason: 'as-its-predecessor', because: [] };
  if (managementPorts.has(edge.port)) return { grade: asksItsNode(edge, context) ? 'low' : 'medium', reason: 'management-port', because: [`port ${edge.port} leads into a machine, not into an application`] }; // prettier-ignore
  if (isNewborn(familiarity)) return { grade: 'drift', reason: 'newcomer', because: workload ? [...trustOf(workload, familiarity).because] : [] }; // prettier-ignore
  return { grade: 'drift', reason: 'edge-not-in-baseline', because: [] };
}

/** A newcomer of the house that asks kubelets is mostly one that gathers metrics. */
function asksItsNode({ destination }: Edge, { familiarity, workload }: JudgeContext): boolean {
  return destination.kind === 'node' && isNewborn(familiarity) && workload !== undefined && trustOf(workload, familiarity).level === 'trusted'; // prettier-ignore
}

/** A stranger at the door of somebody settled. It stands under the stranger, whose doing it is; it teaches the server nothing. */
function newClient(edge: Edge, { familiarity, workload }: JudgeContext, report: Report): Finding[] {
  const { destination } = edge;
  if (destination.kind !== 'workload' || familiarity.destination !== 'settled' || workload === undefined) return [];
  if (familiarity.workload !== 'newcomer') return [];
  const { level, because } = trustOf(workload, familiarity);
  if (level !== 'stranger') return [];
  return [report('new-client', 'medium', 'untrusted-newcomer', { object: objectOf('client', ...peerKey(destination)), label: `${peerLabel(destination)} on port ${edge.port}` }, { because })]; // prettier-ignore
}
