export interface Metric {
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  readonly help: string;
  readonly value: number;
}

/** Prometheus text format 0.0.4. `reasons` become one counter with a label; the words in them are ours alone. */
export function metricsText(metrics: readonly Metric[], reasons: Readonly<Record<string, number>>): string {
  const lines = metrics.flatMap(({ name, kind, help, value }) => [
    `# HELP plumbline_sentinel_${name} ${help}`,
    `# TYPE plumbline_sentinel_${name} ${kind}`,
    `plumbline_sentinel_${name} ${value}`,
  ]);
  lines.push('# HELP plumbline_sentinel_events_total What was skipped, cut, folded, sent or refused, by reason.');
  lines.push('# TYPE plumbline_sentinel_events_total counter');
  for (const [reason, count] of Object.entries(reasons)) lines.push(`plumbline_sentinel_events_total{reason="${reason.replaceAll(/["\\\n]/g, '_')}"} ${count}`); // prettier-ignore
  return `${lines.join('\n')}\n`;
}
