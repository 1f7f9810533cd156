/** What was measured, beside what is wanted and what the peer needs: told as one table at the end. */
export class Figures {
  readonly #rows: { readonly what: string; readonly ours: string; readonly wanted: string; readonly held: string; readonly peer: string }[] = [];

  /** `most`: it should be no more than that; otherwise no less. */
  tell(what: string, value: number, unit: string, wanted: { readonly most: number } | { readonly least: number } | undefined, beside: { readonly also?: string; readonly peer?: string } = {}): void {
    const rounded = (number: number) => (number >= 100 || Number.isInteger(number) ? Math.round(number).toLocaleString('en') : number.toFixed(1));
    const held = wanted === undefined ? '' : ('most' in wanted ? value <= wanted.most : value >= wanted.least) ? 'held' : 'MISSED';
    const limit = wanted === undefined ? '' : 'most' in wanted ? `<= ${wanted.most} ${unit}` : `>= ${wanted.least} ${unit}`;
    this.#rows.push({ what, ours: `${rounded(value)} ${unit}${beside.also === undefined ? '' : ` (${beside.also})`}`, wanted: limit, held, peer: beside.peer ?? '' });
    console.log(`  ${what}: ${this.#rows.at(-1)?.ours} ${held}`);
  }

  print(): void {
    const head = { what: '', ours: 'Plumbline', wanted: 'wanted', held: '', peer: 'Cytoscape, same run' };
    const width = (key: keyof typeof head) => Math.max(...[head, ...this.#rows].map((row) => row[key].length));
    const widths = { what: width('what'), ours: width('ours'), wanted: width('wanted'), held: width('held') };
    for (const { what, ours, wanted, held, peer } of [head, ...this.#rows]) {
      console.log(`${what.padEnd(widths.what)}  ${ours.padEnd(widths.ours)}  ${wanted.padEnd(widths.wanted)}  ${held.padEnd(widths.held)}  ${peer}`.trimEnd());
    }
  }
} // prettier-ignore

export async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

export async function repeated(times: number, run: () => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < times; i++) all.push(await timed(run));
  return all;
}

/** That below which so many of them stay; 0.5: the middle one. */
export function below(share: number, times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
