import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { part } from '../app/api.ts';
import * as queries from '../app/queries.ts';
import { useParameters } from '../app/router.ts';
import type { Incident } from '../../core/incident.ts';
import { Empty, Fresh, Link, Loaded, Title } from '../parts/bits.tsx';
import { type Column, Listing } from '../parts/listing.tsx';
import { Name, Severity, When, words } from '../parts/text.tsx';

const ranks: Readonly<Record<string, number>> = { critical: 3, high: 2, medium: 1, low: 0 };

const columns: readonly Column<Incident>[] = [
  { id: 'severity', header: 'Severity', cell: ({ severity }) => <Severity of={severity} />, text: ({ severity }) => ranks[severity] ?? 0, width: 130 },
  { id: 'what', header: 'What', cell: ({ id, classification }) => <Link to={`/incidents/${id}`}>{words(classification)}</Link>, text: ({ classification }) => words(classification) },
  { id: 'workload', header: 'Workload', cell: ({ workload, cluster, lineage }) => <Link to={`/c/${part(cluster)}/workloads/${lineage}`}><Name text={workload} limit={120} /></Link>, text: ({ workload }) => workload },
  { id: 'deviations', header: 'Deviations', cell: ({ findings, moreFindings }) => [...new Set(findings.map(({ kind }) => words(kind)))].join(', ') + (moreFindings > 0 ? ` and ${moreFindings} more` : ''), text: ({ findings }) => findings.map(({ kind }) => words(kind)).join(' ') },
  { id: 'opened', header: 'Opened', cell: ({ openedAt }) => <When at={openedAt} />, text: ({ openedAt }) => openedAt, width: 150 },
  { id: 'state', header: 'State', cell: ({ state }) => (state === 'open' ? <span className="tag high">! open</span> : <span className="tag good">✓ closed</span>), text: ({ state }) => state, width: 110 },
]; // prettier-ignore

export default function IncidentsPage({ cluster }: { cluster: string }): ReactNode {
  const incidents = useQuery(queries.incidents(cluster));
  const [parameters, set] = useParameters();
  const state = parameters.get('state') ?? '';
  return (
    <div className="page">
      <Title aside={<Fresh of={incidents} />}>Incidents</Title>
      <Loaded of={incidents} what="the incidents">
        {(all) => all.length === 0 ? <Quiet cluster={cluster} /> : (
          <>
            <div className="row" role="group" aria-label="State">{['', 'open', 'closed'].map((one) => <button key={one} type="button" className="plain" aria-pressed={state === one} onClick={() => set({ state: one, page: undefined })}>{one === '' ? 'All' : one} ({all.filter((incident) => one === '' || incident.state === one).length})</button>)}</div>
            <Listing items={all.filter((incident) => state === '' || incident.state === state)} columns={columns} keyOf={({ id }) => id} caption="Incidents" sorted={['opened', true]} />
          </>
        )}
      </Loaded>
    </div>
  );
} // prettier-ignore

function Quiet({ cluster }: { cluster: string }): ReactNode {
  const { data } = useQuery(queries.overview(cluster));
  const mode = data?.baseline.mode;
  return (
    <Empty title="All quiet" picture="calm">
      <p>{mode === 'enforcing' ? 'Everything that was seen is in the baseline. You are told within seconds when that changes.' : mode === undefined ? 'No incident was ever opened here.' : `The cluster is ${mode === 'shadow' ? 'in shadow mode: deviations are recorded and nobody is told, but for threats' : 'still learning: threats are told in this mode too, other deviations are not yet'}.`}</p>
      <p><Link to={`/c/${part(cluster)}/learning`}>See how far learning is</Link></p>
    </Empty>
  );
} // prettier-ignore
