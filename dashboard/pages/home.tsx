import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { clusters } from '../app/queries.ts';
import { go } from '../app/router.ts';
import { Loaded } from '../parts/bits.tsx';

/** To the graph of the cluster that was looked at last, or of the first; to the clusters where there is none. */
export default function Home(): ReactNode {
  const all = useQuery(clusters());
  return <Loaded of={all} what="the clusters">{(data) => <Lead ids={data.map(({ id }) => id)} />}</Loaded>;
} // prettier-ignore

function Lead({ ids }: { ids: readonly string[] }): ReactNode {
  useEffect(() => {
    const last = localStorage.getItem('plumbline.cluster');
    const id = ids.find((one) => one === last) ?? ids[0];
    go(id === undefined ? '/clusters' : `/c/${encodeURIComponent(id)}/graph`, true);
  }, [ids]);
  return null;
}
