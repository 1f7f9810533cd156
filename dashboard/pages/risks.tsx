import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Risk } from '../../core/risks/risk.ts';
import { isAtLeast } from '../../core/deviation.ts';
import { part } from '../app/api.ts';
import * as queries from '../app/queries.ts';
import { useParameters } from '../app/router.ts';
import { Card, Empty, Fresh, Link, Title } from '../parts/bits.tsx';
import { Copy } from '../parts/copy.tsx';
import { LoadedIfAny } from '../parts/later.tsx';
import { Ago, Name, Severity, When, words } from '../parts/text.tsx';

export default function RisksPage({ cluster }: { cluster: string }): ReactNode {
  const risks = useQuery(queries.risks(cluster));
  const [parameters, set] = useParameters();
  const fixed = parameters.get('state') === 'mended';
  return (
    <div className="page">
      <Title aside={<Fresh of={risks} />}>Risks</Title>
      <p className="soft">What invites the next attack: nothing happened yet, but it could.</p>
      <LoadedIfAny of={risks} what="list of risks" absent="The trackers have not run yet. They look at the inventory every few minutes.">
        {(all) => {
          const shown = all.filter(({ fixedAt }) => (fixedAt !== undefined) === fixed).toSorted(worstFirst);
          return (
            <>
              <div className="row" role="group" aria-label="State">
                <button type="button" className="plain" aria-pressed={!fixed} onClick={() => set({ state: undefined })}>Open ({all.filter(({ fixedAt }) => fixedAt === undefined).length})</button>
                <button type="button" className="plain" aria-pressed={fixed} onClick={() => set({ state: 'mended' })}>Mended ({all.filter(({ fixedAt }) => fixedAt !== undefined).length})</button>
              </div>
              {shown.length === 0
                ? <Empty title={fixed ? 'Nothing was mended yet' : 'No risk is open'} picture="calm"><p>{fixed ? 'What you mend moves here by itself at the next look.' : 'The trackers look all the time, and what they find appears here.'}</p></Empty>
                : shown.slice(0, 200).map((risk) => <One key={risk.id} cluster={cluster} risk={risk} />)}
              {shown.length > 200 && <p className="soft">and {shown.length - 200} more; mend these first.</p>}
            </>
          );
        }}
      </LoadedIfAny>
    </div>
  );
} // prettier-ignore

function worstFirst(a: Risk, b: Risk): number {
  if (a.severity !== b.severity) return isAtLeast(a.severity, b.severity) ? -1 : 1;
  return a.tracker + a.subject < b.tracker + b.subject ? -1 : 1;
}

function One({ cluster, risk }: { cluster: string; risk: Risk }): ReactNode {
  const { severity, tracker, label, lineage, evidence, why, fix, command, openSince, fixedAt, reopened } = risk;
  return (
    <Card title={<><Severity of={severity} /> {words(tracker)}: <Name text={label} limit={160} /></>}>
      <div className="stack">
        <p><Name text={why} limit={600} /></p>
        <p><b>Mend it:</b> <Name text={fix} limit={600} /></p>
        {command !== undefined && <Copy text={command} wrapped what="the command" />}
        <p className="row small soft">{fixedAt === undefined ? <span>open for <Ago at={openSince} /></span> : <span>mended <When at={fixedAt} /></span>}{reopened > 0 && <span className="tag medium">came back {reopened} {reopened === 1 ? 'time' : 'times'}</span>}{lineage !== undefined && <Link to={`/c/${part(cluster)}/workloads/${lineage}`}>The workload</Link>}</p>
        {evidence.length > 0 && <details><summary className="small">What was seen ({evidence.length})</summary><ul className="list small">{evidence.map((line) => <li key={line}><Name text={line} limit={400} /></li>)}</ul></details>}
      </div>
    </Card>
  );
} // prettier-ignore
