import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import * as queries from '../app/queries.ts';
import type { ShownAuditEntry } from '../../core/answers/cluster.ts';
import { Empty, Fresh, Loaded, Title } from '../parts/bits.tsx';
import { type Column, Listing } from '../parts/listing.tsx';
import { Name, When, words } from '../parts/text.tsx';

const columns: readonly Column<ShownAuditEntry>[] = [
  { id: 'at', header: 'When', cell: ({ at }) => <When at={at} />, text: ({ at }) => at, width: 170 },
  { id: 'actor', header: 'Who', cell: ({ actor }) => <Name text={actor} limit={120} />, text: ({ actor }) => actor },
  { id: 'action', header: 'What', cell: ({ action }) => words(action), text: ({ action }) => words(action), width: 180 },
  { id: 'detail', header: 'Detail', cell: ({ detail }) => <Name text={detail} limit={400} />, text: ({ detail }) => detail },
]; // prettier-ignore

export default function AuditPage({ cluster }: { cluster: string }): ReactNode {
  const audit = useQuery(queries.audit(cluster));
  return (
    <div className="page">
      <Title aside={<Fresh of={audit} />}>Audit</Title>
      <p className="soft">Every change that a person made, and what they said why. Nothing here can be changed or taken back.</p>
      <Loaded of={audit} what="the audit">
        {(all) => all.length === 0
          ? <Empty title="Nobody has changed anything yet"><p>Enrolments, changes of mode and decisions about deviations appear here.</p></Empty>
          : <Listing items={all} columns={columns} keyOf={(entry) => JSON.stringify(entry)} caption="Changes" sorted={['at', true]} />}
      </Loaded>
    </div>
  );
} // prettier-ignore
