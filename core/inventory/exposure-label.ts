import type { Exposure, ExposureKind } from './exposure.ts';

/** How people read it: `LoadBalancer of istio-system/istio-ingressgateway, open to the internet, on port 80`. */
export function exposureLabel({ kind, object, reach, ranges, ports, hosts }: Pick<Exposure, 'kind' | 'object' | 'reach' | 'ranges' | 'ports' | 'hosts'>): string {
  const from = reach === 'internet' ? 'open to the internet' : reach === 'ranges' ? `open to ${ranges.slice(0, 3).join(', ') || 'some addresses'}` : 'open to the network of the nodes';
  const numbers = [...new Set(ports.map(({ port }) => port))].slice(0, 4);
  const on = numbers.length === 0 ? '' : ` on port ${numbers.join(', ')}`;
  const as = hosts.length === 0 || hosts.includes('*') ? '' : ` as ${hosts.slice(0, 2).join(', ')}`;
  return `${words[kind]} ${object.namespace}/${object.name}, ${from}${on}${as}`;
} // prettier-ignore

const words: Readonly<Record<ExposureKind, string>> = {
  'service-loadbalancer': 'LoadBalancer',
  'node-port': 'NodePort',
  ingress: 'Ingress',
  'istio-gateway': 'Istio Gateway',
  'virtual-service': 'VirtualService',
  'gateway-api': 'Gateway API route',
  'host-port': 'host port of',
};
