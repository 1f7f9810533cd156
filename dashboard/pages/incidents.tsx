import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { part } from '../app/api.ts';
import * as queries from '../app/queries.ts';
import { useParameters } from '../app/router.ts';
import type { Incident } from '../../core/incident.ts';
import { noticeOf } from '../../core/notice.ts';
import { Empty, Fresh, Link, Loaded, Title } from '../parts/bits.tsx';
import { type Column, Listing } from '../parts/listing.tsx';
import { capital, Name, Severity, When, words } from '../parts/text.tsx';

const states = ['open', 'closed', 'all'] as const;
const ranks: Readonly<Record<string, number>> = { critical: 3, high: 2, medium: 1, low: 0 };

/** The sentence that Slack tells, without what a column says. */
const headline = (incident: Incident) => noticeOf(incident, { dashboardUrl: location.origin, resent: false }).headline;

const columns: readonly Column<Incident>[] = [
  { id: 'severity', header: 'Severity', cell: ({ severity, state }) => <Severity of={severity} over={state === 'closed'} />, text: ({ severity }) => ranks[severity] ?? 0, width: 130 },
  { id: 'what', header: 'What', cell: (incident) => <><Link to={`/incidents/${incident.id}`}><Name text={headline(incident)} limit={220} /></Link><div className="small soft">{words(incident.classification)}</div></>, text: (incident) => `${headline(incident)} ${words(incident.classification)}` },
  { id: 'workload', header: 'Workload', cell: (incident) => <Whose of={incident} />, text: ({ workload }) => workload, width: 240 },
  { id: 'opened', header: 'Opened', cell: ({ openedAt }) => <When at={openedAt} />, text: ({ openedAt }) => openedAt, width: 150 },
  { id: 'state', header: 'State', cell: (incident) => <State of={incident} />, text: ({ state }) => state, width: 140 },
]; // prettier-ignore

/** An incident of a node has no workload whose page could be opened. */
function Whose({ of: { workload, cluster, lineage, classification } }: { of: Incident }): ReactNode {
  const name = <Name text={workload} limit={120} />;
  return <Link to={classification === 'telemetry-lost' ? `/c/${part(cluster)}/coverage` : `/c/${part(cluster)}/workloads/${lineage}`}>{name}</Link>;
} // prettier-ignore

function State({ of: { state, muted, acknowledged } }: { of: Incident }): ReactNode {
  if (state === 'closed') return <span className="tag">✓ closed</span>;
  const isMuted = muted !== undefined && Date.parse(muted.until) > Date.now();
  return <span className="row"><span className="tag high">! open</span>{isMuted && <span className="tag medium">muted</span>}{acknowledged !== undefined && <span className="tag">seen</span>}</span>;
} // prettier-ignore

export default function IncidentsPage({ cluster }: { cluster: string }): ReactNode {
  const incidents = useQuery(queries.incidents(cluster));
  const [parameters, set] = useParameters();
  return (
    <div className="page">
      <Title aside={<Fresh of={incidents} />}>Incidents</Title>
      <Loaded of={incidents} what="the incidents">
        {(all) => {
          if (all.length === 0) return <Quiet cluster={cluster} />;
          const of = (state: string) => all.filter((incident) => state === 'all' || incident.state === state);
          // What is open comes first, however old it is.
          const state = states.find((one) => one === parameters.get('state')) ?? (of('open').length > 0 ? 'open' : 'all');
          return (
            <>
              <div className="row" role="group" aria-label="State">{states.map((one) => <button key={one} type="button" className="plain" aria-pressed={state === one} onClick={() => set({ state: one, page: undefined })}>{capital(one)} ({of(one).length})</button>)}</div>
              {of('open').length === 0 && <p className="row small soft"><span className="tag good">✓ All quiet</span>None is open.</p>}
              <Listing items={of(state)} columns={columns} keyOf={({ id }) => id} caption="Incidents" sorted={['opened', true]} />
            </>
          );
        }}
      </Loaded>
    </div>
  );
} // prettier-ignore

function Quiet({ cluster }: { cluster: string }): ReactNode {
  const { data } = useQuery(queries.overview(cluster));
  const mode = data?.baseline.mode;
  // Silence of those who do not watch is no quiet.
  if (data?.nodes.length === 0) {
    return (
      <Empty title="Nobody watches yet" picture="wait">
        <p>No sentinel of this cluster has posted anything, so that nothing can be judged. The first one that posts is seen within seconds.</p>
        <p><Link to={`/clusters#${part(cluster)}`}>How to install the sentinels</Link></p>
      </Empty>
    );
  }
  return (
    <Empty title="All quiet" picture="calm">
      <p>{mode === 'enforcing' ? 'Everything that was seen is in the baseline. You are told within seconds when that changes.' : mode === undefined ? 'No incident was ever opened here.' : `The cluster is ${mode === 'shadow' ? 'in shadow mode: deviations are recorded and nobody is told, but for threats' : 'still learning: threats are told in this mode too, other deviations are not yet'}.`}</p>
      <p><Link to={`/c/${part(cluster)}/learning`}>See how far learning is</Link></p>
    </Empty>
  );
} // prettier-ignore
