import type { MiningVerdict } from '../../core/mining/session.ts';
import type { Findings } from '../conversation/findings.ts';

/** Tells a verdict of the recogniser as operations, names and reasons; what an earlier, less sure one said is taken back. */
export function tellMining(verdict: MiningVerdict, findings: Findings): void {
  const { app, dialect, evidence, methods, poolHosts, reasons } = verdict;
  const said = methods.length > 0 ? methods : [{ method: undefined, count: 1 }];
  findings.replace(
    app,
    said.map(({ method, count }) => ({ app, dialect, ...(method === undefined ? {} : { method }), evidence, count })),
  );
  for (const value of poolHosts) findings.name({ value, from: 'mining' });
  findings.because(`${app}: dialect ${dialect}, evidence ${evidence}`);
  for (const reason of reasons) findings.because(`${app}: ${reason}`);
}
