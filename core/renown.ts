import { renownLimit } from './familiarity.ts';
import { generalisation } from './generalise.ts';

/**
 * What is counted by who uses it, up to a limit. Names, images and creators: the settled workloads that have them in common.
 * `creator-namespaces`: where a creator made any.
 * `hosts` and `ports`: the edges of one workload under one domain, or to one server. `domains`: those of one workload.
 * `nameless`, `nameless-ports`: addresses without a name that a workload talked to on one port while learning went on, and its ports.
 * `made`: newcomers of which something was found, by their creator. `front`: whether the internet was ever seen to reach a workload; `front-before`: while learning went on.
 */
export interface Renowned {
  readonly kind:
    | 'name'
    | 'image'
    | 'creator'
    | 'creator-in-namespace'
    | 'creator-namespaces'
    | 'hosts'
    | 'ports'
    | 'domains'
    | 'made'
    | 'front'
    | 'nameless'
    | 'nameless-ports'
    | 'front-before';
  readonly object: string;
}

/** Beyond these nobody counts. A workload that knows so many domains is a crawler: what it says more is for a person. */
export const renownLimits: Readonly<Record<Renowned['kind'], number>> = {
  name: renownLimit,
  image: renownLimit,
  creator: renownLimit,
  'creator-in-namespace': renownLimit,
  'creator-namespaces': 3,
  hosts: generalisation.hosts,
  ports: generalisation.ports + 1,
  domains: 300,
  made: 4,
  front: 1,
  nameless: generalisation.hosts,
  'nameless-ports': generalisation.ports + 1,
  'front-before': 1,
};

/** One word for a thing, by which answers are found again. */
export function renownedKey({ kind, object }: Renowned): string {
  return `${kind} ${object}`;
}
