import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Meter } from '../core/ports/runtime.ts';

export interface StageMeter extends Meter {
  /** Prints what was counted since the last time; the handler calls it at the end of each invocation. */
  flush(): void;
}

// What is no word of ours would make a metric of its own, which costs money for months.
const reasonWord = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Counts as CloudWatch's embedded metric format, by Powertools. @param stage its name everywhere */
export function powertoolsMeter(stage: string): StageMeter {
  const metrics = new Metrics({ namespace: process.env['POWERTOOLS_METRICS_NAMESPACE'] ?? 'Plumbline', serviceName: stage }); // prettier-ignore
  const counts = new Map<string, Map<string, number>>();
  return {
    count(metric, value, reason = '') {
      const word = reason === '' || reasonWord.test(reason) ? reason : 'other';
      const ofReason = counts.get(word) ?? new Map<string, number>();
      counts.set(word, ofReason.set(metric, (ofReason.get(metric) ?? 0) + value));
    },
    flush() {
      for (const [reason, ofReason] of counts) {
        if (reason !== '') metrics.addDimension('reason', reason);
        for (const [metric, value] of ofReason) metrics.addMetric(metric, MetricUnit.Count, value);
        metrics.publishStoredMetrics();
      }
      counts.clear();
    },
  };
}
