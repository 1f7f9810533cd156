import { QueryClientProvider } from '@tanstack/react-query';
import { Component, lazy, type ReactNode, Suspense, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from './app/queries.ts';
import { go, useAddress } from './app/router.ts';
import { comeBack, isComingBack, loadConfig } from './app/session.ts';
import { Shell } from './app/shell.tsx';
import { applyTheme } from './app/theme.ts';
import { Empty, Failed, Link } from './parts/bits.tsx';
import './style.css';

// Each page is a file of its own, loaded when it is opened, with a style sheet of its own where it has one.
const pages = {
  incident: lazy(() => import('./pages/incident.tsx')),
  graph: lazy(() => import('./pages/graph.tsx')),
  workload: lazy(() => import('./pages/workload.tsx')),
  incidents: lazy(() => import('./pages/incidents.tsx')),
  learning: lazy(() => import('./pages/learning.tsx')),
  risks: lazy(() => import('./pages/risks.tsx')),
  baseline: lazy(() => import('./pages/baseline.tsx')),
  coverage: lazy(() => import('./pages/coverage.tsx')),
  audit: lazy(() => import('./pages/audit.tsx')),
  intelligence: lazy(() => import('./pages/intelligence.tsx')),
  clusters: lazy(() => import('./pages/clusters.tsx')),
  home: lazy(() => import('./pages/home.tsx')),
};
const ofCluster = ['graph', 'incidents', 'learning', 'risks', 'baseline', 'coverage', 'audit'] as const;

function Page(): ReactNode {
  const { pathname } = useAddress();
  const [, first, second, third, fourth] = pathname.split('/').map(decoded);
  if (first === '') return <pages.home />;
  if (first === 'incidents' && second !== undefined && third === undefined) return <pages.incident id={second} />;
  if (first === 'clusters' && second === undefined) return <pages.clusters />;
  if (first === 'intelligence' && second === undefined) return <pages.intelligence />;
  if (first === 'c' && second !== undefined && second !== '') {
    if (third === 'workloads' && fourth !== undefined) return <pages.workload cluster={second} lineage={fourth} />;
    const name = ofCluster.find((one) => one === third && fourth === undefined);
    if (name !== undefined) {
      const Of = pages[name];
      return <Of cluster={second} />;
    }
  }
  return <Empty title="There is no such page"><p><Link to="/">To the start</Link></p></Empty>;
} // prettier-ignore

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A page that breaks says so, and the rest goes on. */
class Fence extends Component<{ children: ReactNode; address: string }, { error?: Error; address: string }> {
  override state: { error?: Error; address: string } = { address: this.props.address };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  static getDerivedStateFromProps({ address }: { address: string }, state: { error?: Error; address: string }) {
    return state.address === address ? null : { error: undefined, address };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return <Failed error={error} what="this page" retry={() => location.reload()} />;
  }
}

function App(): ReactNode {
  const { pathname } = useAddress();
  useEffect(() => {
    document.title = `${titleOf(pathname)} · Plumbline`;
  }, [pathname]);
  return (
    <QueryClientProvider client={queries}>
      <Shell>
        <Fence address={pathname}>
          <Suspense fallback={null}>
            <Page />
          </Suspense>
        </Fence>
      </Shell>
    </QueryClientProvider>
  );
}

function titleOf(pathname: string): string {
  const [, first = '', cluster = '', page = ''] = pathname.split('/');
  if (first === 'incidents') return 'Incident';
  if (first === 'c') return `${page === 'workloads' ? 'Workload' : page.slice(0, 1).toUpperCase() + page.slice(1)} · ${cluster.slice(0, 60)}`; // prettier-ignore
  return first === '' ? 'Start' : first.slice(0, 1).toUpperCase() + first.slice(1, 40);
}

async function start(): Promise<void> {
  applyTheme();
  const root = createRoot(document.getElementById('root') as HTMLElement);
  try {
    await loadConfig();
    const address = new URL(location.href);
    if (isComingBack(address)) go(await comeBack(address.searchParams), true);
    root.render(<App />);
  } catch (error) {
    root.render(<Failed error={error as Error} what="how to sign in" retry={() => location.assign('/')} />);
  }
}

void start();
