import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { Link } from '../parts/bits.tsx';
import * as queries from './queries.ts';
import { go, useAddress } from './router.ts';
import { signOut } from './session.ts';
import { switchTheme, useTheme } from './theme.ts';

const below = ['graph', 'incidents', 'learning', 'risks', 'baseline', 'coverage', 'audit'] as const;
const titles: Readonly<Record<string, string>> = { graph: 'Graph', incidents: 'Incidents', learning: 'Learning', risks: 'Risks', baseline: 'Baseline', coverage: 'Coverage', audit: 'Audit' }; // prettier-ignore

/** The cluster that a page is about: of its address, or the one that was looked at last. */
export function useCluster(): string | undefined {
  const { pathname, searchParams } = useAddress();
  // The link of an alert names the incident alone: whose it is comes with it.
  const [, told = ''] = /^\/incidents\/([^/]+)$/.exec(pathname) ?? [];
  const { data, isError } = useQuery({ ...queries.incident(told), enabled: told !== '' });
  const named = /^\/c\/([^/]+)/.exec(pathname)?.[1] ?? searchParams.get('cluster') ?? data?.incident.cluster;
  useEffect(() => {
    if (named !== undefined) localStorage.setItem('plumbline.cluster', named);
  }, [named]);
  return named ?? (told === '' || isError ? localStorage.getItem('plumbline.cluster') : null) ?? undefined;
}

export function Shell({ children }: { children: ReactNode }): ReactNode {
  const { pathname } = useAddress();
  const cluster = useCluster();
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [pathname]);
  return (
    <div className="shell">
      <a className="skip" href="#main">Skip to the content</a>
      <Top cluster={cluster} open={open} toggle={() => setOpen(!open)} />
      <nav id="nav" className={`nav${open ? ' open' : ''}`} aria-label="Pages">
        {cluster !== undefined && (
          <>
            <h2>{cluster}</h2>
            {below.map((page) => <To key={page} to={`/c/${encodeURIComponent(cluster)}/${page}`} here={pathname}>{titles[page]}{page === 'incidents' && <OpenCount cluster={cluster} />}</To>)}
          </>
        )}
        <h2>Installation</h2>
        <To to="/clusters" here={pathname}>Clusters</To>
        <To to="/intelligence" here={pathname}>Intelligence</To>
      </nav>
      <main id="main" className="main" tabIndex={-1}>{children}</main>
    </div>
  );
} // prettier-ignore

function To({ to, here, children }: { to: string; here: string; children: ReactNode }): ReactNode {
  const isHere = here.startsWith(to) || (here.startsWith('/incidents/') && to.endsWith('/incidents'));
  return <Link to={to} aria-current={isHere ? 'page' : undefined}>{children}</Link>;
} // prettier-ignore

function OpenCount({ cluster }: { cluster: string }): ReactNode {
  const { data } = useQuery(queries.incidents(cluster));
  const open = data?.filter(({ state }) => state === 'open').length ?? 0;
  if (open === 0) return null;
  return <span className="count">{open}<span className="unseen"> open</span></span>;
} // prettier-ignore

function Top({ cluster, open, toggle }: { cluster: string | undefined; open: boolean; toggle: () => void }): ReactNode {
  const theme = useTheme();
  const { data: all } = useQuery(queries.clusters());
  const { data: me } = useQuery(queries.me());
  const { pathname } = useAddress();
  const page = /^\/c\/[^/]+\/([a-z]+)$/.exec(pathname)?.[1] ?? 'graph';
  return (
    <header className="top">
      <button type="button" className="plain menu" aria-expanded={open} aria-controls="nav" onClick={toggle}>Menu</button>
      <Link to="/" className="brand"><img src="/icon.svg" alt="" /><span>Plumbline</span></Link>
      {all !== undefined && all.length > 0 && (
        <select className="pick" aria-label="Cluster" value={cluster ?? ''} onChange={(event) => go(`/c/${encodeURIComponent(event.target.value)}/${page}`)}>
          {all.every(({ id }) => id !== cluster) && <option value={cluster ?? ''}>{cluster ?? 'Choose a cluster'}</option>}
          {all.map(({ id }) => <option key={id}>{id}</option>)}
        </select>
      )}
      <span className="space" />
      <button type="button" className="plain" onClick={switchTheme}>{theme === 'dark' ? 'Light' : 'Dark'}<span className="unseen"> colours</span></button>
      {me !== undefined && me.actor !== '' && <span className="soft small wrap who" title={me.actor}>{me.actor.split('/').at(-1)?.slice(0, 40)}{me.role === null ? '' : ` · ${me.role}`}</span>}
      {me !== undefined && <button type="button" className="plain" onClick={signOut}>Sign out</button>}
    </header>
  );
} // prettier-ignore
