import { minorVersion, supportUntil } from '../inventory/kubernetes-support.ts';
import { nodesWithoutSentinel } from '../inventory/watch.ts';
import type { Scene } from './scene.ts';
import type { Seen } from './track.ts';

const everywhere = new Set(['0.0.0.0/0', '::/0']);

export function publicEndpoint({ eks }: Scene): Seen[] {
  if (eks === undefined || !eks.publicEndpoint) return [];
  const open = eks.publicRanges.some((range) => everywhere.has(range)) || eks.publicRanges.length === 0;
  return [
    {
      tracker: 'public-eks-endpoint',
      severity: open ? 'medium' : 'low',
      subject: 'endpoint',
      label: `the Kubernetes API of ${eks.eksName} is reachable from ${open ? 'the whole internet' : `${eks.publicRanges.length} ranges of the internet`}`,
      evidence: [`public access from ${eks.publicRanges.join(', ') || 'everywhere'}`, `private access ${eks.privateEndpoint ? 'on' : 'off'}`],
      why: 'A stolen token or a hole in the API server can be used from anywhere, without first being in your network.',
      fix: 'Turn private access on and narrow the public one to the addresses that need it, or turn it off. Plumbline itself then needs the settings subnetIds and securityGroupIds, or an inventory that the cluster pushes.',
      command: `aws eks update-cluster-config --name ${eks.eksName} --resources-vpc-config endpointPrivateAccess=true,publicAccessCidrs=YOUR.ADDRESS/32`,
    },
  ];
} // prettier-ignore

export function auditLogOff({ eks, audit, now }: Scene): Seen[] {
  if (eks === undefined) return [];
  const off = !eks.logging.includes('audit');
  // On, says AWS, and yet nothing has come for a day: the subscription is missing.
  const unheard = !off && (audit?.receivedAt === undefined || now - Date.parse(audit.receivedAt) > 86_400_000);
  if (!off && !unheard) return [];
  return [
    {
      tracker: 'audit-log-off',
      severity: off ? 'medium' : 'low',
      subject: 'audit',
      label: off ? `the audit log of ${eks.eksName} is off` : `the audit log of ${eks.eksName} does not reach Plumbline`,
      evidence: [`control plane logs that are on: ${eks.logging.join(', ') || 'none'}`, `last record here: ${audit?.receivedAt ?? 'never'}`],
      why: 'Without it nobody can say who created a workload or who went into a pod: chains of evidence end at “unknown”.',
      fix: off ? 'Turn the control plane’s audit log on.' : 'Subscribe its log group to Plumbline: docs/deploy.md.',
      ...(off ? { command: `aws eks update-cluster-config --name ${eks.eksName} --logging '{"clusterLogging":[{"types":["audit"],"enabled":true}]}'` } : {}),
    },
  ];
} // prettier-ignore

export function outOfSupport({ eks, now }: Scene): Seen[] {
  if (eks === undefined) return [];
  const until = eks.supportUntil ?? supportUntil(eks.version);
  const dayMs = 86_400_000;
  if (until === undefined || Date.parse(until) - now > 60 * dayMs) return [];
  const over = Date.parse(until) <= now;
  return [
    {
      tracker: 'kubernetes-out-of-support',
      severity: over ? 'medium' : 'low',
      subject: 'version',
      label: `Kubernetes ${minorVersion(eks.version) ?? eks.version} of ${eks.eksName} ${over ? 'is out of standard support' : `leaves standard support on ${until.slice(0, 10)}`}`,
      evidence: [`version ${eks.version}`, `standard support ${over ? 'ended' : 'ends'} ${until.slice(0, 10)}`],
      why: 'Holes that are found from then on are mended later or not at all, and AWS charges for extended support.',
      fix: 'Upgrade the control plane and the nodes, one minor version at a time.',
    },
  ];
}

const graceMs = 15 * 60_000;

export function withoutSentinel({ nodes = [], heard, now }: Scene): Seen[] {
  return nodesWithoutSentinel(nodes, heard, now, graceMs).map((node) => ({
    tracker: 'node-without-sentinel',
    severity: 'medium',
    subject: node.name,
    label: `nothing watches node ${node.name}`,
    evidence: [`ready since ${node.readySince ?? node.createdAt}`, 'no batch of a sentinel ever came from it'],
    why: 'What runs on this node talks unseen: a miner there is found by nobody.',
    fix: 'See why the DaemonSet has no pod there: taints, node selectors, or a node group that the chart does not know.',
    command: `kubectl -n plumbline get pods -o wide --field-selector spec.nodeName=${node.name}`,
  }));
}
