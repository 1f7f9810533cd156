// The first and smallest script of a page, run before any other: asks for what the address needs while the rest of the code is still on its way.
// What it asked for, app/api.ts and app/session.ts take from here instead of asking again. Nothing is imported.

/** Answers that are on their way, by path; each is taken once. */
export type Early = Map<string, Promise<Response>>;

/** Files of each page, for the browser to fetch now: written by scripts/build-dashboard.mjs. */
declare const PAGE_FILES: Readonly<Record<string, readonly string[]>>;

const [, first = '', cluster = '', third = '', fourth = ''] = location.pathname.split('/');
const page = first === 'c' ? (third === 'workloads' ? 'workload' : third) : first === 'incidents' ? 'incident' : first;

for (const file of Object.hasOwn(PAGE_FILES, page) ? (PAGE_FILES[page] ?? []) : []) {
  const link = document.createElement('link');
  link.rel = 'modulepreload';
  link.href = `/assets/${file}`;
  document.head.append(link);
}

const early: Early = new Map();
(globalThis as { plumblineEarly?: Early }).plumblineEarly = early;

function ask(path: string, headers: Readonly<Record<string, string>> = {}): void {
  const answer = fetch(path, { cache: 'no-cache', headers });
  // Whoever takes it hears of it.
  answer.catch(() => undefined);
  early.set(path, answer);
}

ask('/config.json');
const token = sessionStorage.getItem('plumbline.token');
const needed: Readonly<Record<string, readonly string[]>> = {
  graph: [`clusters/${cluster}/map`, `clusters/${cluster}/incidents`],
  workload: [`clusters/${cluster}/workloads/${fourth}`, `clusters/${cluster}/incidents`],
  incident: [`incidents/${cluster}`],
};
for (const path of Object.hasOwn(needed, page) ? (needed[page] ?? []) : []) {
  ask(`/api/v1/${path}`, token === null ? {} : { authorization: `Bearer ${token}` });
}
