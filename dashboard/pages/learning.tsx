import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { part } from '../app/api.ts';
import * as queries from '../app/queries.ts';
import type { ClusterOverview } from '../../core/answers/cluster.ts';
import { Card, Fresh, Link, Loaded, Title } from '../parts/bits.tsx';
import { modes, ModeSwitch, Overrides } from '../parts/mode.tsx';
import { Progress } from '../parts/progress.tsx';
import { Review } from '../parts/review.tsx';
import { Ago, Name, several, When } from '../parts/text.tsx';

export default function LearningPage({ cluster }: { cluster: string }): ReactNode {
  const overview = useQuery(queries.overview(cluster));
  return (
    <div className="page">
      <Title aside={<Fresh of={overview} />}>Learning</Title>
      <Loaded of={overview} what="the cluster">{(data) => <Shown cluster={cluster} data={data} />}</Loaded>
    </div>
  );
} // prettier-ignore

function Shown({ cluster, data: { baseline, counts } }: { cluster: string; data: ClusterOverview }): ReactNode {
  const to = `/c/${part(cluster)}`;
  return (
    <>
      <div className="wide-pair">
        <Card title={<>Mode: {baseline.mode}</>} aside={baseline.locked === true && <Link to={`${to}/baseline`} className="tag medium">baseline locked</Link>}>
          <div className="stack">
            <p>{modes[baseline.mode]}</p>
            <p className="small soft">Since <When at={baseline.since} /> (<Ago at={baseline.since} />), set by <Name text={baseline.changedBy} limit={90} />. <Link to={`${to}/baseline`}>Version {baseline.version} of the baseline</Link>: {several(counts.facts, 'fact')} about {several(counts.workloads, 'workload')} and {several(counts.edges, 'conversation')}.</p>
            <ModeSwitch cluster={cluster} baseline={baseline} />
          </div>
        </Card>
        <Card title="A mode of their own"><Overrides cluster={cluster} baseline={baseline} /></Card>
      </div>
      <Progress cluster={cluster} />
      <Review cluster={cluster} mode={baseline.mode} />
    </>
  );
} // prettier-ignore
