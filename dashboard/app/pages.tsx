import { type ComponentType, type ReactNode, useEffect, useReducer } from 'react';
import { Empty, Link } from '../parts/bits.tsx';
import { useAddress } from './router.ts';

// Each page is a file of its own, loaded when it is opened, with a style sheet of its own where it has one. Not by Suspense:
// React holds back what comes within 300 ms of an empty place that it has shown, and would hold back each page that is opened first.

const files = {
  incident: () => import('../pages/incident.tsx'),
  graph: () => import('../pages/graph.tsx'),
  workload: () => import('../pages/workload.tsx'),
  incidents: () => import('../pages/incidents.tsx'),
  learning: () => import('../pages/learning.tsx'),
  risks: () => import('../pages/risks.tsx'),
  baseline: () => import('../pages/baseline.tsx'),
  coverage: () => import('../pages/coverage.tsx'),
  audit: () => import('../pages/audit.tsx'),
  intelligence: () => import('../pages/intelligence.tsx'),
  clusters: () => import('../pages/clusters.tsx'),
  home: () => import('../pages/home.tsx'),
} as const;
type Name = keyof typeof files;

const ofCluster = ['graph', 'incidents', 'learning', 'risks', 'baseline', 'coverage', 'audit'] as const;

interface Place {
  readonly page: Name;
  /** Parts of the address that the page is about. */
  readonly about: Readonly<Record<string, string>>;
}

/** Where an address leads; undefined where there is no such page. */
function placeOf(pathname: string): Place | undefined {
  const [, first, second, third, fourth] = pathname.split('/').map(decoded);
  if (first === '') return { page: 'home', about: {} };
  if (first === 'incidents' && second !== undefined && third === undefined) return { page: 'incident', about: { id: second } }; // prettier-ignore
  if ((first === 'clusters' || first === 'intelligence') && second === undefined) return { page: first, about: {} };
  if (first !== 'c' || second === undefined || second === '') return undefined;
  if (third === 'workloads' && fourth !== undefined) return { page: 'workload', about: { cluster: second, lineage: fourth } }; // prettier-ignore
  const page = ofCluster.find((one) => one === third && fourth === undefined);
  return page && { page, about: { cluster: second } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

type Page = ComponentType<Readonly<Record<string, string>>>;
const pages = new Map<Name, Page | { readonly failed: Error }>();

/** Fetches the page of an address; what cannot be fetched is told when it is shown. */
export async function loadPage(pathname: string): Promise<void> {
  const place = placeOf(pathname);
  if (place === undefined || typeof pages.get(place.page) === 'function') return;
  try {
    pages.set(place.page, (await files[place.page]()).default as Page);
  } catch (error) {
    pages.set(place.page, { failed: error as Error });
  }
}

export function CurrentPage(): ReactNode {
  const { pathname } = useAddress();
  const [, again] = useReducer((count: number) => count + 1, 0);
  const place = placeOf(pathname);
  const found = place && pages.get(place.page);
  useEffect(() => {
    if (found === undefined) void loadPage(pathname).then(again);
  }, [found, pathname]);
  if (place === undefined) return <Empty title="There is no such page"><p><Link to="/">To the start</Link></p></Empty>;
  if (found === undefined) return null;
  if ('failed' in found) throw found.failed;
  const Page = found;
  return <Page {...place.about} />;
} // prettier-ignore
