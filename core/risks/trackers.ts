import { auditLogOff, outOfSupport, publicEndpoint, withoutSentinel } from './cluster-risks.ts';
import { exposedDashboards, exposedManagement } from './exposure-risks.ts';
import type { Tracker } from './risk.ts';
import type { Scene } from './scene.ts';
import type { Seen } from './track.ts';
import {
  clearTextAcross,
  egressWithoutPolicy,
  metadataReached,
  unauthenticatedApis,
  unusedFacts,
} from './traffic-risks.ts';
import { hostRightsRisks, noCpuLimit, unknownRegistries, unpinnedImages } from './workload-risks.ts';

type Part = Exclude<keyof Scene, 'now' | 'heard' | 'audit'>;

/** Every tracker with what it has to see to say anything, and least of all that something is mended. */
const trackers: Readonly<Record<Tracker, { readonly needs: readonly Part[]; readonly look: (scene: Scene) => Seen[] }>> = {
  'exposed-dashboard': { needs: ['exposures'], look: exposedDashboards },
  'exposed-management-port': { needs: ['exposures'], look: exposedManagement },
  'public-eks-endpoint': { needs: ['eks'], look: publicEndpoint },
  'audit-log-off': { needs: ['eks'], look: auditLogOff },
  'kubernetes-out-of-support': { needs: ['eks'], look: outOfSupport },
  'host-rights': { needs: ['traits'], look: hostRightsRisks },
  'image-unpinned': { needs: ['traits'], look: unpinnedImages },
  'registry-unknown': { needs: ['traits'], look: unknownRegistries },
  'no-cpu-limit': { needs: ['traits'], look: noCpuLimit },
  'node-without-sentinel': { needs: ['nodes'], look: withoutSentinel },
  'metadata-reached': { needs: ['edges'], look: metadataReached },
  'egress-without-policy': { needs: ['edges', 'namespaces'], look: egressWithoutPolicy },
  'clear-text-across-namespaces': { needs: ['edges'], look: clearTextAcross },
  'unauthenticated-api': { needs: ['edges'], look: unauthenticatedApis },
  'unused-fact': { needs: ['facts', 'edges', 'spoke'], look: unusedFacts },
}; // prettier-ignore

/** What invites the next attack, and which trackers could look at all. */
export function track(scene: Scene): { readonly seen: readonly Seen[]; readonly ran: ReadonlySet<Tracker> } {
  const able = (Object.keys(trackers) as Tracker[]).filter((name) => trackers[name].needs.every((part) => scene[part] !== undefined)); // prettier-ignore
  return { seen: able.flatMap((name) => trackers[name].look(scene)), ran: new Set(able) };
}
