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
import { capital, Name, Severity, spanText, When, words } from '../parts/text.tsx';

export default function RisksPage({ cluster }: { cluster: string }): ReactNode {
  const risks = useQuery(queries.risks(cluster));
  const looked = useQuery(queries.coverage(cluster)).data?.sweep;
  const [parameters, set] = useParameters();
  const fixed = parameters.get('state') === 'mended';
  return (
    <div className="page">
      <Title aside={<Fresh of={risks} />}>Risks</Title>
      <p className="soft">What invites the next attack: nothing happened yet, but it could. The same risk of several workloads is told once.</p>
      <LoadedIfAny of={risks} what="list of risks" absent="The trackers have not run yet. They look at the inventory every few minutes.">
        {(all) => {
          const shown = all.filter(({ fixedAt }) => (fixedAt !== undefined) === fixed).toSorted(worstFirst);
          const kinds = [...Map.groupBy(shown, ({ tracker, why, fix, severity }) => JSON.stringify([tracker, severity, why, fix])).values()];
          return (
            <>
              <div className="row" role="group" aria-label="State">
                <button type="button" className="plain" aria-pressed={!fixed} onClick={() => set({ state: undefined })}>Open ({all.filter(({ fixedAt }) => fixedAt === undefined).length})</button>
                <button type="button" className="plain" aria-pressed={fixed} onClick={() => set({ state: 'mended' })}>Mended ({all.filter(({ fixedAt }) => fixedAt !== undefined).length})</button>
              </div>
              {shown.length === 0
                ? <None fixed={fixed} looked={all.length > 0 || looked !== undefined} />
                : kinds.slice(0, 100).map((alike) => <Kind key={alike[0]?.id} cluster={cluster} risks={alike} />)}
              {kinds.length > 100 && <p className="soft">and {kinds.length - 100} more; mend these first.</p>}
            </>
          );
        }}
      </LoadedIfAny>
    </div>
  );
} // prettier-ignore

function None({ fixed, looked }: { fixed: boolean; looked: boolean }): ReactNode {
  if (fixed) return <Empty title="Nothing was mended yet"><p>What you mend moves here by itself at the next look.</p></Empty>;
  if (!looked) return <Empty title="Nobody has looked yet" picture="wait"><p>The trackers run with the first baseline diff, within five minutes.</p></Empty>;
  return <Empty title="No risk is open" picture="calm"><p>The trackers look every few minutes, and what they find appears here.</p></Empty>;
} // prettier-ignore

function worstFirst(a: Risk, b: Risk): number {
  if (a.severity !== b.severity) return isAtLeast(a.severity, b.severity) ? -1 : 1;
  return a.tracker + a.label < b.tracker + b.label ? -1 : 1;
}

/** One way in, with everything that has it. */
function Kind({ cluster, risks }: { cluster: string; risks: readonly Risk[] }): ReactNode {
  const [risk] = risks;
  if (risk === undefined) return null;
  const { severity, tracker, why, fix } = risk;
  const rows = risks.map((one) => <One key={one.id} cluster={cluster} risk={one} alone={risks.length === 1} />);
  return (
    <Card title={<span className="row"><Severity of={severity} />{capital(words(tracker))}{risks.length > 1 && <span className="soft">· {risks.length}</span>}</span>}>
      <div className="stack">
        <p><Name text={why} limit={600} /></p>
        <p><b>Mend it:</b> <Name text={fix} limit={600} /></p>
        <ul className="list bare">{rows.slice(0, 5)}</ul>
        {rows.length > 5 && <details><summary>{rows.length - 5} more</summary><ul className="list bare">{rows.slice(5, 300)}</ul></details>}
      </div>
    </Card>
  );
} // prettier-ignore

/** `alone`: nobody has to choose where to look. */
function One({ cluster, alone, risk: { label, lineage, evidence, command, openSince, fixedAt, reopened } }: { cluster: string; alone: boolean; risk: Risk }): ReactNode {
  return (
    <li className="stack">
      <details open={alone}>
        <summary>
          <Name text={label} limit={200} />
          {' '}<span className="small soft">{fixedAt === undefined ? `open for ${spanText(Date.now() - Date.parse(openSince))}` : <>mended <When at={fixedAt} /></>}</span>{' '}
          {reopened > 0 && <span className="tag medium">came back {reopened === 1 ? 'once' : `${reopened} times`}</span>}
        </summary>
        <div className="stack">
          <ul className="list small">{evidence.map((line) => <li key={line}><Name text={line} limit={400} /></li>)}</ul>
          {lineage !== undefined && <p className="small"><Link to={`/c/${part(cluster)}/workloads/${lineage}`}>Open this workload</Link></p>}
          {command !== undefined && <Copy text={command} wrapped what="the command" />}
        </div>
      </details>
    </li>
  );
} // prettier-ignore
