import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ShownEdge, ShownWorkload } from '../../core/answers/graph.ts';
import type { WholeWorkload } from '../../core/answers/surroundings.ts';
import type { Fact } from '../../core/baseline.ts';
import { allowBaseline, lastingLabels, quarantine, type WrittenPolicy, yamlOf } from '../../core/network-policy.ts';
import { part } from '../app/api.ts';
import * as queries from '../app/queries.ts';
import { Card, Link } from './bits.tsx';
import { Copy } from './copy.tsx';
import { Name } from './text.tsx';

/** NetworkPolicies to copy. */
export function Policies({ cluster, workload, traits, edges, facts, partly }: { cluster: string; workload: ShownWorkload; traits: WholeWorkload['traits']; edges: readonly ShownEdge[]; facts: readonly Fact[]; partly: boolean }): ReactNode {
  const all = useQuery(queries.allTraits(cluster)).data;
  const known = new Set(facts.filter(({ kind }) => kind === 'edge').map(({ object }) => object));
  const target = { workload, labels: lastingLabels(traits?.labels ?? {}) };
  const baseline = allowBaseline({ ...target, lineage: workload.lineage, edges: edges.filter(({ id }) => known.has(id)), labelsOf: (other) => { const its = all?.get(other)?.labels; return its && lastingLabels(its); } });
  return (
    <section id="policies" className="pair">
      <Card title="Cut it off"><Policy of={quarantine(target)} cluster={cluster} what="NetworkPolicy that cuts it off" first="Denies everything in and out of its pods, and leaves them running so that they can be looked at." /></Card>
      <Card title="Allow its baseline">{partly && <p className="note warn small">It has more conversations than are listed here: this policy would cut those off.</p>}<Policy of={baseline} cluster={cluster} what="NetworkPolicy that allows its baseline" first="Allows exactly what its baseline holds, and the resolver." /></Card>
    </section>
  );
} // prettier-ignore

function Policy({ of, what, first, cluster }: { of: WrittenPolicy | undefined; what: string; first: string; cluster: string }): ReactNode {
  if (of === undefined) return <p className="note warn">The labels of its pods are not known, and a policy without them would hit the whole namespace. They come with the inventory: see <Link to={`/c/${part(cluster)}/coverage`}>Coverage</Link>.</p>;
  return (
    <div className="stack">
      <p className="small">{first}</p>
      <Copy text={yamlOf(of.policy)} label="Copy" what={what} />
      {of.gaps.length > 0 && <details><summary>What it cannot say ({of.gaps.length})</summary><ul className="list small">{of.gaps.map((gap) => <li key={gap}><Name text={gap} /></li>)}</ul></details>}
    </div>
  );
} // prettier-ignore
