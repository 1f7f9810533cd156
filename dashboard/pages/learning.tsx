import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { part } from '../app/api.ts';
import * as queries from '../app/queries.ts';
import type { ClusterOverview } from '../../core/answers/cluster.ts';
import { Card, Fresh, Link, Loaded, Title } from '../parts/bits.tsx';
import { type Decision, Decisions } from '../parts/decide.tsx';
import { Ago, When } from '../parts/text.tsx';
import { Progress } from '../parts/progress.tsx';
import { Review } from '../parts/review.tsx';

const modes = {
  learning: 'Learning: what workloads do on their own merits becomes the baseline. Threats are told all the same.',
  shadow: 'Shadow: deviations are recorded, and nobody is woken, but for threats.',
  enforcing: 'Enforcing: what is not in the baseline becomes an incident, and people are told.',
} as const; // prettier-ignore
type Mode = keyof typeof modes;

export default function LearningPage({ cluster }: { cluster: string }): ReactNode {
  const overview = useQuery(queries.overview(cluster));
  return (
    <div className="page">
      <Title aside={<Fresh of={overview} />}>Learning</Title>
      <Loaded of={overview} what="the cluster">{(data) => <Shown cluster={cluster} data={data} />}</Loaded>
    </div>
  );
} // prettier-ignore

function Shown({ cluster, data }: { cluster: string; data: ClusterOverview }): ReactNode {
  const { baseline, counts } = data;
  return (
    <>
      <div className="wide-pair">
        <Card title={`Mode: ${baseline.mode}`}>
          <div className="stack">
            <p>{modes[baseline.mode]}</p>
            <p className="small soft">Since <When at={baseline.since} /> (<Ago at={baseline.since} />), set by {baseline.changedBy}. Version {baseline.version} of the baseline.</p>
            <ModeSwitch cluster={cluster} mode={baseline.mode} version={baseline.version} />
          </div>
        </Card>
        <div className="tiles">
          <p className="tile"><b>{counts.facts}</b><span><Link to={`/c/${part(cluster)}/baseline`}>facts learned</Link></span></p>
          <p className="tile"><b>{counts.workloads}</b><span>workloads</span></p>
          <p className="tile"><b>{counts.edges}</b><span>conversations</span></p>
        </div>
      </div>
      <Progress cluster={cluster} />
      <Review cluster={cluster} mode={baseline.mode} />
    </>
  );
} // prettier-ignore

/** Says what will happen before it happens; `version` keeps somebody else's later change. */
function ModeSwitch({ cluster, mode, version }: { cluster: string; mode: Mode; version: number }): ReactNode {
  const { data: me } = useQuery(queries.me());
  const [others] = useState(() => Object.keys(modes) as Mode[]);
  const decisions = others.filter((one) => one !== mode).map((to): Decision => ({
    name: `Switch to ${to}`,
    effect: <Forecast cluster={cluster} to={to} />,
    requests: () => [{ method: 'PUT', path: `/clusters/${part(cluster)}/mode`, body: { mode: to, version } }],
    done: `The cluster is ${to} now.`,
  }));
  return <Decisions of={decisions} disabled={me?.role === 'viewer'} />;
} // prettier-ignore

/** What it would lead to, counted on what is stored, before anybody does it. */
function Forecast({ cluster, to }: { cluster: string; to: Mode }): ReactNode {
  const forecast = useQuery(queries.forecast(cluster, to));
  return <Loaded of={forecast} what="what it leads to">{({ sentences }) => <ul className="list">{sentences.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>}</Loaded>;
} // prettier-ignore
