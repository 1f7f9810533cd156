import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { part, send } from '../app/api.ts';
import * as queries from '../app/queries.ts';
import type { ShownCluster } from '../../core/answers/cluster.ts';
import { Button } from '../parts/button.tsx';
import { Card, Fresh, Link, Loaded, Title } from '../parts/bits.tsx';
import { Copy } from '../parts/copy.tsx';
import { Ago, Name, When } from '../parts/text.tsx';

export default function ClustersPage(): ReactNode {
  const clusters = useQuery(queries.clusters());
  return (
    <div className="page">
      <Title aside={<Fresh of={clusters} />}>Clusters</Title>
      <Loaded of={clusters} what="the clusters">
        {(all) => (
          <>
            {all.length === 0 && <p className="note">No cluster is enrolled yet. Enrol one below: it takes a minute, and nothing in the cluster changes until you install the sentinels.</p>}
            {all.map((cluster) => <One key={cluster.id} {...cluster} />)}
          </>
        )}
      </Loaded>
      <Enrol />
    </div>
  );
} // prettier-ignore

function One({ id, enrolledAt, enrolledBy, access, pushes }: ShownCluster): ReactNode {
  const { data } = useQuery(queries.overview(id));
  return (
    <Card id={id} title={<Link to={`/c/${part(id)}/graph`}>{id}</Link>} aside={data !== undefined && <span className="row"><span className="tag info">{data.baseline.mode}</span>{data.counts.openIncidents > 0 && <Link to={`/c/${part(id)}/incidents?state=open`} className="tag critical">! {data.counts.openIncidents} open</Link>}</span>}>
      <dl className="facts">
        <div><dt>Enrolled</dt><dd><When at={enrolledAt} /> by <Name text={enrolledBy} limit={90} /></dd></div>
        <div><dt>Kubernetes API</dt><dd>{pushes === true ? 'not asked: it pushes its inventory'  : access !== undefined ? <Name text={access.endpoint} /> : (data?.counts.workloads ?? 0) > 0 ? 'not asked' : <span className="tag medium">none: addresses stay unresolved</span>}</dd></div>
        {data !== undefined && <>
          <div><dt>Workloads, conversations</dt><dd>{data.counts.workloads}, {data.counts.edges}</dd></div>
          <div><dt>Nodes heard</dt><dd>{data.nodes.length === 0 ? 'none yet' : <>{data.nodes.length}, last <Ago at={data.nodes.map(({ lastSeen }) => lastSeen).toSorted().at(-1) ?? 0} /></>}</dd></div>
        </>}
      </dl>
    </Card>
  );
} // prettier-ignore

const enrolment = (id: string, how: string) => `npm run -s plumbline -- clusters add ${id} ${how}`;

const sentinels = (id: string, token: string) => `${
  token === ''
    ? ''
    : `kubectl create namespace plumbline
kubectl -n plumbline create secret generic plumbline-enrolment --from-literal=token=${token}
`
}helm install plumbline charts/plumbline-sentinel --namespace plumbline --create-namespace \\
  --set ingestUrl=INGEST_URL,cluster=${id},image.repository=IMAGE${token === '' ? '' : ',enrolmentTokenSecret=plumbline-enrolment,inventory.push=true'}
npm run -s plumbline -- doctor`;

/** Enrolling by hand gives a token; the command line does the access to Kubernetes as well. */
function Enrol(): ReactNode {
  const client = useQueryClient();
  const { data: me } = useQuery(queries.me());
  const [id, setId] = useState('');
  const [token, setToken] = useState('');
  const [failed, setFailed] = useState('');
  const enrol = async () => {
    setFailed('');
    try {
      const { token: given } = await send<{ token: string }>('POST', '/clusters', { id, pushes: true });
      setToken(given);
      await client.invalidateQueries({ queryKey: ['clusters'] });
    } catch (error) {
      setFailed((error as Error).message);
    }
  };
  const named = /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/.test(id) ? id : 'NAME';
  return (
    <Card title="Enrol a cluster">
      <div className="stack">
        <h3>1. Let Plumbline ask whose an address is</h3>
        <p>From a checkout of Plumbline, on a machine that reaches the cluster. An EKS cluster:</p>
        <Copy text={enrolment(named, `--eks ${named}`)} what="the command that enrols an EKS cluster" />
        <p>Any other:</p>
        <Copy text={enrolment(named, '--kubeconfig FILE')} what="the command that enrols any other cluster" />
        {me?.role !== 'viewer' && me?.role !== 'operator' && (
          <form className="stack" onSubmit={(event) => { event.preventDefault(); void enrol(); }}>
            <p>Or enrol it here: Plumbline then asks nobody, and a pod of the chart pushes the inventory.</p>
            <div className="row">
              <input className="find" aria-label="Name of the cluster" placeholder="Name, such as prod-1" value={id} maxLength={100} required onChange={(event) => setId(event.target.value)} />
              <Button submits>Enrol</Button>
            </div>
            <p role="alert" className={failed === '' ? 'unseen' : 'note bad small wrap'}>{failed}</p>
          </form>
        )}
        {token !== '' && <div role="status" className="stack"><p className="note">The token of its sentinels, shown this once:</p><Copy text={token} wrapped what="the enrolment token" /></div>}
        <h3>2. Install the sentinels</h3>
        <p>INGEST_URL is what <code>cdk deploy</code> printed as <code>IngestUrl</code>, IMAGE where you pushed the sentinel's image. Nothing in your applications changes.</p>
        <Copy text={sentinels(named, token)} wrapped what="the commands that install" />
      </div>
    </Card>
  );
} // prettier-ignore
