import { dashboardTitles } from '../inventory/dashboard.ts';
import type { Exposure } from '../inventory/exposure.ts';
import { exposureLabel } from '../inventory/exposure-label.ts';
import { managementPortOf } from '../management-ports.ts';
import type { Scene } from './scene.ts';
import type { Seen } from './track.ts';

const nameOf = (exposure: Exposure) => `${exposure.object.namespace}/${exposure.object.name}`;

export function exposedDashboards({ exposures = [] }: Scene): Seen[] {
  return exposures.flatMap((exposure): Seen[] => {
    if (exposure.dashboard === undefined) return [];
    const title = dashboardTitles[exposure.dashboard];
    return [
      {
        tracker: 'exposed-dashboard',
        severity: exposure.reach === 'internet' ? 'high' : exposure.reach === 'ranges' ? 'medium' : 'low',
        subject: exposure.id,
        label: `${title} behind ${exposureLabel(exposure)}`,
        ...ofWorkload(exposure),
        evidence: evidenceOf(exposure),
        why: `${title} runs what its users tell it to run. Whoever reaches it without a login owns the cluster: so the Kubeflow campaigns began.`,
        fix: 'Take it off the outside and reach it by port-forward, or put a login in front that no request gets around.',
        ...closing(exposure),
      },
    ];
  });
}

export function exposedManagement({ exposures = [] }: Scene): Seen[] {
  return exposures.flatMap((exposure): Seen[] => {
    if (exposure.reach === 'network' && exposure.kind !== 'host-port') return [];
    const open = exposure.ports.flatMap(({ port, target }) => [port, target ?? port]).filter((port) => managementPortOf(port) !== undefined);
    const [first] = open;
    if (first === undefined) return [];
    return [
      {
        tracker: 'exposed-management-port',
        severity: exposure.reach === 'internet' ? 'high' : 'medium',
        subject: exposure.id,
        label: `${managementPortOf(first)} (port ${first}) behind ${exposureLabel(exposure)}`,
        ...ofWorkload(exposure),
        evidence: evidenceOf(exposure),
        why: 'Such ports are scanned for all day long, and many of them ask for no password as they are shipped.',
        fix: 'Make it a ClusterIP service, or let in only the addresses that need it.',
        ...closing(exposure),
      },
    ];
  });
} // prettier-ignore

function ofWorkload({ workload, object }: Exposure) {
  return { namespace: object.namespace, ...(workload === undefined ? {} : { lineage: workload.lineage }) };
}

function evidenceOf(exposure: Exposure): string[] {
  const { object, workload, ports, hosts, paths, ranges, firstSeen } = exposure;
  return [
    `${object.kind} ${nameOf(exposure)}, open like this since ${firstSeen}`,
    ...(workload === undefined ? [] : [`behind it: ${workload.kind} ${workload.namespace}/${workload.name}`]),
    `ports: ${ports.map(({ port, target }) => (target === undefined || target === port ? port : `${port} to ${target}`)).join(', ') || 'not said'}`,
    ...(hosts.length === 0 ? [] : [`hosts: ${hosts.join(', ')}`]),
    ...(paths.length === 0 ? [] : [`paths: ${paths.join(', ')}`]),
    ...(ranges.length === 0 ? [] : [`let in: ${ranges.join(', ')}`]),
  ];
}

// What comes from the cluster is quoted: a command is copied into a shell.
const quoted = (text: string) => (/^[A-Za-z0-9.-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`);

function closing({ kind, object }: Exposure): { command?: string } {
  const { namespace, name } = object;
  const place = `-n ${quoted(namespace)} ${quoted(name)}`;
  if (kind === 'service-loadbalancer' || kind === 'node-port') return { command: `kubectl patch service ${place} -p '{"spec":{"type":"ClusterIP"}}'` };
  if (kind === 'host-port') return {};
  const resource = { ingress: 'ingress', 'istio-gateway': 'gateways.networking.istio.io', 'virtual-service': 'virtualservices.networking.istio.io', 'gateway-api': 'httproutes.gateway.networking.k8s.io' }[kind];
  return { command: `kubectl edit ${resource} ${place}` };
} // prettier-ignore
