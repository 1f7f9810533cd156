import { suggestion } from '../core/nearest-word.ts';
import type { ApiClient } from './api-client.ts';
import { Failure } from './failure.ts';
import { ShownCluster } from '../core/answers/cluster.ts';
import { answered } from './shapes.ts';

export async function clustersOf(api: ApiClient) {
  return (await api.list('/v1/clusters', 'clusters')).map((one) => answered(ShownCluster, one));
}

/** The cluster that is meant: the named one, or the only one there is. */
export async function theCluster(api: ApiClient, named: string | undefined): Promise<string> {
  const ids: readonly string[] = (await clustersOf(api)).map(({ id }) => id);
  const [only, ...more] = ids;
  if (only === undefined) throw new Failure('No cluster is enrolled yet.', 'Enrol one with `plumbline clusters add NAME --kubeconfig FILE`.'); // prettier-ignore
  if (named !== undefined && !ids.includes(named)) {
    throw new Failure(`No cluster is called ${named}${suggestion(named, ids)}`.replace(/\?$/, '?').replace(/([^?])$/, '$1.'), `Enrolled are: ${ids.join(', ')}.`); // prettier-ignore
  }
  if (named === undefined && more.length > 0) throw new Failure('There are several clusters.', `Say which with --cluster: ${ids.join(', ')}.`); // prettier-ignore
  return named ?? only;
}
