import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type FeedStatus, staleAfterMs } from '../../core/feeds/status.ts';
import * as queries from '../app/queries.ts';
import { Card, Empty, Fresh, Title } from '../parts/bits.tsx';
import { LoadedIfAny } from '../parts/later.tsx';
import { Ago, bytesText, Name, words } from '../parts/text.tsx';

export default function IntelligencePage(): ReactNode {
  const status = useQuery(queries.intelligence());
  return (
    <div className="page">
      <Title aside={<Fresh of={status} />}>Threat intelligence</Title>
      <p className="soft">Names and addresses that nobody here should talk to. Plumbline never looks one of them up.</p>
      <LoadedIfAny of={status} what="refreshed threat list" absent="The list that ships with Plumbline is in use, so that it is useful offline. Feeds are refreshed every six hours.">
        {({ indicators, version, at, bytes, feeds, hunted }) => (
          <>
            <div className="tiles">
              <p className="tile"><b>{indicators.toLocaleString('en-GB')}</b><span>indicators, {bytesText(bytes)}</span></p>
              <p className="tile"><b><Ago at={at} /></b><span>last refresh</span></p>
              {feeds.length > 0 && <p className="tile"><b>{feeds.filter(({ state }) => state === 'fresh').length} of {feeds.length}</b><span>feeds are fresh</span></p>}
              {hunted !== undefined && <p className="tile"><b>{hunted.edges}</b><span>stored conversations met by {hunted.added} new indicators</span></p>}
            </div>
            <p className="small soft">Version <span className="mono wrap">{version}</span></p>
            {feeds.length === 0 ? <Empty title="No feed is read here"><p>The list that ships with Plumbline is in use, which needs no network. Feeds are a setting of the installation: docs/feeds.md says which there are, and how to add your own.</p></Empty> : <Card title="Feeds">
              <div className="scroll" role="region" aria-label="Feeds" tabIndex={0}>
                <table className="table blocks">
                  <thead><tr><th scope="col">Feed</th><th scope="col">State</th><th scope="col">Good as of</th><th scope="col" className="number">Kept, read</th><th scope="col">Refused</th></tr></thead>
                  <tbody>{feeds.map((feed) => (
                    <tr key={feed.name}>
                      <td data-label="Feed"><b><Name text={feed.name} /></b><div className="soft small">{words(feed.category)} · <Name text={feed.licence} limit={60} /></div></td>
                      <td data-label="State"><State of={feed} /></td>
                      <td data-label="Good as of">{feed.goodAt === undefined ? 'never' : <Ago at={feed.goodAt} />}</td>
                      <td data-label="Kept, read" className="number">{feed.kept.toLocaleString('en-GB')} of {feed.read.toLocaleString('en-GB')}</td>
                      <td data-label="Refused">{Object.entries(feed.refused).map(([reason, count]) => <div key={reason}>{count} {words(reason)}</div>)}</td>
                    </tr>
                  ))}</tbody>
                </table>
              </div>
            </Card>}
          </>
        )}
      </LoadedIfAny>
    </div>
  );
} // prettier-ignore

function State({ of }: { of: FeedStatus }): ReactNode {
  const old = of.goodAt !== undefined && Date.now() - Date.parse(of.goodAt) > staleAfterMs;
  if (of.state === 'fresh' && !old) return <span className="tag good">✓ fresh</span>;
  return <><span className={`tag ${of.state === 'absent' ? 'high' : 'medium'}`}>◆ {old ? 'stale' : of.state}</span>{of.reason !== undefined && <div className="small">{words(of.reason)}</div>}</>;
} // prettier-ignore
