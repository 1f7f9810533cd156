import type { ScenarioGateway, ScenarioIngress, ScenarioPolicy, ScenarioRoute } from '../../core/scenario-cluster.ts';
import type { PlayedScenario } from '../../core/scenario.ts';
import { pluralOf } from '../kubernetes/resources.ts';
import { beforeStart, endless, type WorldAudit, type WorldObject } from './world.ts';

type Declared = Pick<PlayedScenario, 'ingresses' | 'gateways' | 'virtualServices' | 'networkPolicies'>;

/** Ways in and policies as objects of Kubernetes, with what the audit log has to say of who made them. */
export function clusterObjects(declared: Declared): { objects: WorldObject[]; audit: WorldAudit[] } {
  const made = [
    ...declared.ingresses.map((one) => ({ one, object: ingress(one) })),
    ...declared.gateways.map((one) => ({ one, object: one.kind === 'istio' ? istioGateway(one) : apiGateway(one) })),
    ...declared.virtualServices.map((one) => ({ one, object: one.kind === 'virtual-service' ? virtualService(one) : httpRoute(one) })),
    ...declared.networkPolicies.map((one) => ({ one, object: networkPolicy(one) })),
  ];
  const objects = made.map(({ one, object }) => ({ object, from: one.from ?? beforeStart, until: one.until ?? endless }));
  const audit = made.flatMap(({ one, object }): WorldAudit[] => {
    const at = one.from ?? beforeStart;
    if (one.by === undefined || at < 0) return [];
    const group = object.apiVersion.split('/')[0]!;
    const { name, namespace } = object.metadata;
    return [{ at, event: { verb: 'create', group, resource: pluralOf(object.kind), namespace, name, actor: one.by, status: 201 } }];
  });
  return { objects, audit };
} // prettier-ignore

const metadataOf = ({ name, namespace }: { name: string; namespace: string }) => ({ name, namespace });
const nameOf = (ref: string) => ref.split('/').at(-1)!;
const namespaceOf = (ref: string, own: string) => (ref.includes('/') ? ref.split('/')[0]! : own);

function ingress(one: ScenarioIngress): WorldObject['object'] {
  const backend = { service: { name: one.service, port: { number: one.port } } };
  const paths = one.paths.map((path) => ({ path, pathType: 'Prefix', backend }));
  const rules = (one.hosts.length === 0 ? [undefined] : one.hosts).map((host) => ({ ...(host === undefined ? {} : { host }), http: { paths } }));
  const scheme = one.reach === 'network' ? 'internal' : 'internet-facing';
  const annotations = { 'alb.ingress.kubernetes.io/scheme': scheme, ...(one.ranges.length === 0 ? {} : { 'alb.ingress.kubernetes.io/inbound-cidrs': one.ranges.join(',') }) };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { ...metadataOf(one), annotations }, spec: { ingressClassName: 'alb', rules }, status: { loadBalancer: { ingress: [{ hostname: `${one.name}.elb.amazonaws.com` }] } } };
} // prettier-ignore

const protocolOf = (port: number) => (port === 443 || port === 8443 ? 'HTTPS' : 'HTTP');

function istioGateway(one: ScenarioGateway): WorldObject['object'] {
  const servers = one.ports.map((number) => ({ port: { number, name: `port-${number}`, protocol: protocolOf(number) }, hosts: one.hosts })); // prettier-ignore
  return { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: metadataOf(one), spec: { selector: { app: nameOf(one.workload) }, servers } }; // prettier-ignore
}

function apiGateway(one: ScenarioGateway): WorldObject['object'] {
  const listeners = one.ports.map((port) => ({ name: `port-${port}`, port, protocol: protocolOf(port), ...(one.hosts.includes('*') ? {} : { hostname: one.hosts[0] }) })); // prettier-ignore
  const status = { addresses: [{ type: 'Hostname', value: `${one.name}.elb.amazonaws.com` }] };
  return { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: metadataOf(one), spec: { gatewayClassName: 'demo', listeners }, status }; // prettier-ignore
}

function virtualService(one: ScenarioRoute): WorldObject['object'] {
  const host = `${nameOf(one.service)}.${namespaceOf(one.service, one.namespace)}.svc.cluster.local`;
  const route = [{ destination: { host, port: { number: one.port } } }];
  const http = [{ match: one.paths.map((prefix) => ({ uri: { prefix } })), route }];
  return { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: metadataOf(one), spec: { hosts: one.hosts, gateways: one.gateways, http } }; // prettier-ignore
}

function httpRoute(one: ScenarioRoute): WorldObject['object'] {
  const parentRefs = one.gateways.map((ref) => ({ name: nameOf(ref), namespace: namespaceOf(ref, one.namespace) }));
  const backendRefs = [{ name: nameOf(one.service), namespace: namespaceOf(one.service, one.namespace), port: one.port }]; // prettier-ignore
  const matches = one.paths.map((value) => ({ path: { type: 'PathPrefix', value } }));
  const hostnames = one.hosts.includes('*') ? {} : { hostnames: one.hosts };
  return { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: metadataOf(one), spec: { parentRefs, ...hostnames, rules: [{ matches, backendRefs }] } }; // prettier-ignore
}

function networkPolicy(one: ScenarioPolicy): WorldObject['object'] {
  const policyTypes = one.types.map((type) => (type === 'ingress' ? 'Ingress' : 'Egress'));
  const podSelector = one.workload === undefined ? {} : { matchLabels: { app: one.workload } };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: metadataOf(one), spec: { podSelector, policyTypes } }; // prettier-ignore
}
