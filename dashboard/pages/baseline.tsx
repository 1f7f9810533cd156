import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { part } from '../app/api.ts';
import * as queries from '../app/queries.ts';
import type { Fact } from '../../core/baseline.ts';
import { Empty, Fresh, Link, Loaded, Title } from '../parts/bits.tsx';
import { type Column, Listing } from '../parts/listing.tsx';
import { Name, When } from '../parts/text.tsx';

/** An operation is kept as the list of its parts, its edge first: people read what is said. */
function labelOf({ kind, label }: Fact): string {
  if (kind !== 'operation' || !label.startsWith('[')) return label;
  try {
    return (JSON.parse(label) as unknown[])
      .slice(1)
      .filter((piece) => typeof piece === 'string' && piece !== '')
      .join(' ');
  } catch {
    return label;
  }
}

const why = ({ provenance }: Fact) =>
  provenance.by === 'person'
    ? `${provenance.actor}: ${provenance.reason}`
    : `seen in ${provenance.hours.length} ${provenance.hours.length === 1 ? 'hour' : 'hours'}, from ${provenance.pods.length} ${provenance.pods.length === 1 ? 'pod' : 'pods'}`;

const columns = (cluster: string): readonly Column<Fact>[] => [
  { id: 'kind', header: 'Kind', cell: ({ kind }) => kind, text: ({ kind }) => kind, width: 120 },
  { id: 'what', header: 'What', cell: (fact) => <Link to={`/c/${part(cluster)}/workloads/${fact.lineage}`}><Name text={labelOf(fact)} limit={200} /></Link>, text: labelOf },
  { id: 'by', header: 'By', cell: ({ provenance }) => (provenance.by === 'person' ? <span className="tag info">a person</span> : <span className="tag">learning</span>), text: ({ provenance }) => provenance.by, width: 120 },
  { id: 'why', header: 'Because', cell: (fact) => <Name text={why(fact)} limit={260} />, text: why },
  { id: 'at', header: 'Since', cell: ({ provenance }) => <When at={provenance.at} />, text: ({ provenance }) => provenance.at, width: 150 },
  { id: 'version', header: 'Version', cell: ({ since }) => since, text: ({ since }) => since, width: 100 },
]; // prettier-ignore

export default function BaselinePage({ cluster }: { cluster: string }): ReactNode {
  const facts = useQuery(queries.facts(cluster));
  return (
    <div className="page">
      <Title aside={<Fresh of={facts} />}>Baseline</Title>
      <p className="soft">What is normal here, each fact with how it came to be one: by the learning rule, or by a person with a reason.</p>
      <Loaded of={facts} what="the baseline">
        {(all) => all.length === 0
          ? <Empty title="Nothing is learned yet" picture="wait"><p>A conversation becomes a fact when it was seen in three different hours, or from two pods alive together. Conversations with the outside also need a name that others know.</p><p><Link to={`/c/${part(cluster)}/learning`}>How far learning is</Link></p></Empty>
          : <Listing items={all} columns={columns(cluster)} keyOf={({ id }) => id} caption="Facts" sorted={['at', true]} />}
      </Loaded>
    </div>
  );
} // prettier-ignore
