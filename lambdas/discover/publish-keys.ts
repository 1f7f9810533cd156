import type { Cluster } from '../../core/enrolment.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { Log, Meter } from '../../core/ports/runtime.ts';
import type { PublishedKeys, SigningKey } from '../../core/signing-key.ts';
import { publishIndex, type PublishDeps } from '../publish-index.ts';

export interface KeySource {
  /** The keys as they are published now. Asks an issuer at most once a minute; in between it says what it said. */
  keysOf(cluster: Cluster): Promise<PublishedKeys>;
}

export interface PublishKeysDeps extends PublishDeps {
  readonly keys: KeySource;
  readonly log: Log;
  readonly meter: Meter;
}

/**
 * Asks for the keys of every cluster whose service accounts speak for it, and publishes what authorize reads. This is the
 * one place that asks an issuer, so that authorize works while one is down, and no token makes anybody ask anything.
 */
export async function publishKeys(deps: PublishKeysDeps): Promise<void> {
  // Of a cluster that nobody can ask, and whose keys nobody publishes, those of its enrolment stay good.
  const clusters = (await deps.clusters.all()).filter(({ identity, pushes }) => identity !== undefined && (pushes !== true || identity.keysUrl !== undefined)); // prettier-ignore
  const fetched = new Map<ClusterId, readonly SigningKey[]>();
  const asked = clusters.map(async (cluster) => {
    const keys = await deps.keys.keysOf(cluster);
    if (!('fault' in keys)) return void fetched.set(cluster.id, keys);
    deps.log.warn('the keys of a cluster could not be had', { cluster: cluster.id, reason: keys.fault });
    deps.meter.count('discover.keys-unavailable', 1, keys.fault);
  });
  await Promise.all(asked);
  await publishIndex(deps, { fetched });
}
