import { ShownWorkload } from '../core/answers/graph.ts';
import { suggestion } from '../core/nearest-word.ts';
import type { ApiClient } from './api-client.ts';
import { Failure } from './failure.ts';
import { answered } from './shapes.ts';
import { printable } from './table.ts';

/** The lineage of the workload that is meant by `namespace/name`, as lists show it. */
export async function theWorkload(api: ApiClient, cluster: string, named: string): Promise<string> {
  const all = (await api.list(`/v1/clusters/${cluster}/graph`, 'workloads')).map((one) => answered(ShownWorkload, one));
  const fitting = new Map(all.filter(({ label, lineage }) => label === named || lineage === named).map((one) => [one.lineage, one])); // prettier-ignore
  const [only, ...more] = [...fitting.values()];
  if (only === undefined) throw new Failure(`No workload of ${cluster} is called ${printable(named.slice(0, 200))}${suggestion(named, all.map(({ label }) => label)) || '.'}`, 'Name it as `plumbline graph` does: namespace/name.'); // prettier-ignore
  if (more.length > 0) throw new Failure(`Several workloads of ${cluster} are called ${printable(named)}.`, `Say which by its lineage: ${[...fitting.keys()].join(', ')}.`); // prettier-ignore
  return only.lineage;
}
