import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type FeedStatus, staleAfterMs } from '../../core/feeds/status.ts';
import * as queries from '../app/queries.ts';
import { Card, Empty, Fresh, Title } from '../parts/bits.tsx';
import { LoadedIfAny } from '../parts/later.tsx';
import { Ago, bytesText, Name, several, words } from '../parts/text.tsx';

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
              {feeds.length > 0 && <p className={`tile${feeds.every(isFresh) ? '' : ' warn'}`}><b>{feeds.filter(isFresh).length} of {feeds.length}</b><span>feeds are fresh</span></p>}
              {hunted !== undefined && <p className={`tile${hunted.edges > 0 ? ' warn' : ''}`}><b>{hunted.edges}</b><span>of what was stored {hunted.edges === 1 ? 'was' : 'were'} met by {several(hunted.added, 'new indicator')}</span></p>}
            </div>
            <p className="small soft">Version <span className="mono wrap">{version}</span></p>
            {feeds.length === 0 ? <Empty title="No feed is read here"><p>The list that ships with Plumbline is in use, which needs no network. Feeds are a setting of the installation: docs/feeds.md says which there are, and how to add your own.</p></Empty> : <Card title="Feeds">
              <div className="scroll" role="region" aria-label="Feeds" tabIndex={0}>
                <table className="table blocks">
                  <thead><tr><th scope="col">Feed</th><th scope="col">State</th><th scope="col">Good as of</th><th scope="col" className="number">Kept, read</th><th scope="col">Refused</th></tr></thead>
                  <tbody>{feeds.map((feed) => (
                    <tr key={feed.name}>
                      <td data-label="Feed"><div><b><Name text={feed.name} /></b><div className="soft small">{words(feed.category)} · <Name text={feed.licence} limit={60} /></div></div></td>
                      <td data-label="State"><div><State of={feed} /></div></td>
                      <td data-label="Good as of">{feed.goodAt === undefined ? 'never' : <Ago at={feed.goodAt} />}</td>
                      <td data-label="Kept, read" className="number">{feed.kept.toLocaleString('en-GB')} of {feed.read.toLocaleString('en-GB')}</td>
                      <td data-label="Refused"><div>{Object.keys(feed.refused).length === 0 ? <span className="soft">nothing</span> : Object.entries(feed.refused).map(([reason, count]) => <div key={reason}>{count} {words(reason)}</div>)}</div></td>
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

const isOld = ({ goodAt }: FeedStatus) => goodAt !== undefined && Date.now() - Date.parse(goodAt) > staleAfterMs;
const isFresh = (feed: FeedStatus) => feed.state === 'fresh' && !isOld(feed);

function State({ of }: { of: FeedStatus }): ReactNode {
  if (isFresh(of)) return <span className="tag good">✓ fresh</span>;
  return <><span className={`tag ${of.state === 'absent' ? 'high' : 'medium'}`}>◆ {isOld(of) ? 'stale' : of.state}</span>{of.reason !== undefined && <div className="small">{words(of.reason)}</div>}</>;
} // prettier-ignore
