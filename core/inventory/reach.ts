import { albRanges, albScheme, ingressClass, keptInside, sourceRanges } from './annotations.ts';
import type { Reach } from './exposure.ts';
import type { Ingress, Service } from './objects.ts';

export interface Openness {
  readonly reach: Reach;
  readonly ranges: readonly string[];
}

const everywhere = new Set(['0.0.0.0/0', '::/0']);

/** What a load balancer of a service lets in. Whoever narrows nothing is open, whatever firewalls there may be. */
export function reachOfService({ metadata, spec, status }: Service): Openness {
  const { annotations = {} } = metadata;
  const kept = Object.entries(keptInside).some(([key, values]) => values.includes(annotations[key] ?? ''));
  // AWS names the balancers that it keeps inside so.
  const named = (status?.loadBalancer?.ingress ?? []).some(({ hostname }) => hostname?.startsWith('internal-'));
  if (kept || named) return { reach: 'network', ranges: [] };
  const listed = annotations[sourceRanges]?.split(',') ?? [];
  return ofRanges([...(spec?.loadBalancerSourceRanges ?? []), ...listed]);
}

/**
 * What stands in front of an ingress: AWS' own balancer says it by annotations and is internal unless told otherwise; any
 * other controller is as open as the most open load balancer of the cluster, because Kubernetes does not say which is its.
 */
export function reachOfIngress({ metadata, spec, status }: Ingress, services: readonly Service[]): Openness {
  const { annotations = {} } = metadata;
  const scheme = annotations[albScheme];
  const isAlb = spec?.ingressClassName === 'alb' || annotations[ingressClass] === 'alb' || scheme !== undefined; // prettier-ignore
  const named = (status?.loadBalancer?.ingress ?? []).some(({ hostname }) => hostname?.startsWith('internal-'));
  if (named) return { reach: 'network', ranges: [] };
  if (isAlb) {
    if (scheme !== 'internet-facing') return { reach: 'network', ranges: [] };
    return ofRanges(annotations[albRanges]?.split(',') ?? []);
  }
  const balancers = services.filter(({ spec: its }) => its?.type === 'LoadBalancer').map(reachOfService);
  return widest(balancers) ?? { reach: 'network', ranges: [] };
}

function ofRanges(given: readonly string[]): Openness {
  const ranges = [...new Set(given.map((range) => range.trim()))].filter((range) => range !== '').toSorted();
  if (ranges.length === 0 || ranges.some((range) => everywhere.has(range))) return { reach: 'internet', ranges: [] };
  return { reach: 'ranges', ranges };
}

const width: Readonly<Record<Reach, number>> = { network: 0, ranges: 1, internet: 2 };

/** The most open of several ways; undefined where there is none. */
export function widest(ways: readonly Openness[]): Openness | undefined {
  const [first] = ways.toSorted((a, b) => width[b.reach] - width[a.reach]);
  if (first === undefined) return undefined;
  const ranges = first.reach === 'ranges' ? [...new Set(ways.flatMap((way) => way.ranges))].toSorted() : [];
  return { reach: first.reach, ranges };
}
