import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { LearningProgress } from '../../core/answers/learning.ts';
import * as queries from '../app/queries.ts';
import { Card, Loaded } from './bits.tsx';
import { Name, When } from './text.tsx';

const lacks: Readonly<Record<LearningProgress['missing'][number], string>> = {
  hours: 'Three whole days have not been watched yet.',
  quiet: 'Something new was said within the last twelve hours.',
  novelty: 'More than one new conversation in two days is to be expected.',
};
const states = {
  learning: <span className="tag medium">◆ not yet</span>,
  ready: <span className="tag good">✓ ready</span>,
  settled: <span className="tag good">✓ settled: every schedule ran</span>,
} as const;

/** When is it enough? In numbers, with what was not seen yet. */
export function Progress({ cluster }: { cluster: string }): ReactNode {
  const learning = useQuery(queries.learning(cluster));
  return <Loaded of={learning} what="measure of learning">{(data) => <Shown {...data} />}</Loaded>;
} // prettier-ignore

function Shown({ state, coverage, newPerDay, hours, quietHours, missing, awaited }: LearningProgress): ReactNode {
  const percent = Math.floor(coverage * 1_000) / 10;
  return (
    <Card title="Is it enough?" aside={states[state]}>
      <div className="stack">
        <div className="tiles">
          <p className="tile"><b>{percent.toFixed(1)} %</b><span>of what is said is known</span></p>
          <p className="tile"><b>{newPerDay === undefined ? '…' : newPerDay.toFixed(1)}</b><span>new conversations a day to expect</span></p>
          <p className="tile"><b>{Math.floor(quietHours)} h</b><span>since anything new</span></p>
          <p className="tile"><b>{hours} h</b><span>watched</span></p>
        </div>
        <div className="bar" role="img" aria-label={`${percent} percent covered`}><i style={{ width: `${percent}%` }} /></div>
        {missing.length > 0 && <ul className="list">{missing.map((what) => <li key={what}>{lacks[what]}</li>)}</ul>}
        {awaited.length > 0 && <><h3>Schedules that were not seen to run twice</h3><ul className="list">{awaited.slice(0, 20).map(({ label, runs, next }) => <li key={label}><Name text={label} limit={160} />: {runs === 0 ? 'not run yet' : 'run once'}{next !== undefined && <>, next <When at={next} /></>}</li>)}</ul></>}
      </div>
    </Card>
  );
} // prettier-ignore
