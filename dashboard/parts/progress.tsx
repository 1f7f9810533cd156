import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import * as queries from '../app/queries.ts';
import { Card } from './bits.tsx';
import { LoadedIfAny } from './later.tsx';
import { Name, When, words } from './text.tsx';

/** When is it enough? In numbers, with what was not seen yet. */
export function Progress({ cluster }: { cluster: string }): ReactNode {
  const learning = useQuery(queries.learning(cluster));
  return (
    <LoadedIfAny of={learning} what="measure of learning" absent="How complete the baseline is, is measured as conversations come in.">
      {(data) => (
        <Card title="Is it enough?">
          <div className="stack">
            <p className="row"><span className={`tag ${data.stage === 'learning' ? 'medium' : 'good'}`}>{data.stage === 'learning' ? '◆ not yet' : `✓ ${words(data.stage)}`}</span><Name text={data.sentence} limit={400} /></p>
            {data.coverage !== undefined && <div className="bar" role="img" aria-label={`${Math.round(data.coverage * 1_000) / 10} percent covered`}><i style={{ width: `${data.coverage * 100}%` }} /></div>}
            {data.schedules.length > 0 && <><h3>Schedules that have not run twice</h3><ul className="list">{data.schedules.map(({ workload, next }) => <li key={workload}><Name text={workload} />{next !== undefined && <>: next <When at={next} /></>}</li>)}</ul></>}
          </div>
        </Card>
      )}
    </LoadedIfAny>
  );
} // prettier-ignore
