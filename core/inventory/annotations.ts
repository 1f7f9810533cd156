/** Annotations with which load balancers are kept inside: key → the values that say so. */
export const keptInside: Readonly<Record<string, readonly string[]>> = {
  'service.beta.kubernetes.io/aws-load-balancer-scheme': ['internal'],
  'service.beta.kubernetes.io/aws-load-balancer-internal': ['true', '0.0.0.0/0'],
  'service.beta.kubernetes.io/azure-load-balancer-internal': ['true'],
  'networking.gke.io/load-balancer-type': ['Internal'],
  'cloud.google.com/load-balancer-type': ['Internal'],
};

export const albScheme = 'alb.ingress.kubernetes.io/scheme';
export const albRanges = 'alb.ingress.kubernetes.io/inbound-cidrs';
export const ingressClass = 'kubernetes.io/ingress.class';
export const sourceRanges = 'service.beta.kubernetes.io/load-balancer-source-ranges';

const read = new Set([...Object.keys(keptInside), albScheme, albRanges, ingressClass, sourceRanges]);

/**
 * Those of an object's annotations that anybody here reads. The others are let go where they come in: one of them, which
 * `kubectl apply` writes, holds the whole object once more, with the values of its environment.
 */
export function annotationsRead(annotations: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => read.has(key)));
}
