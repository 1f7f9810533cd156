import type { AuditEvent } from '../../core/inventory/audit-event.ts';
import type { AuditEventStore } from '../../core/ports/clusters.ts';
import { sortedBy } from '../sorted-by.ts';
import { type Changes, changeHooks } from './change-hooks.ts';

export function memoryAuditEvents(): AuditEventStore & Changes<AuditEvent> {
  const stored = new Map<string, Map<string, AuditEvent>>();
  const { onChange, changed } = changeHooks<AuditEvent>();
  const keyOf = (cluster: string, namespace: string) => JSON.stringify([cluster, namespace]);
  return {
    onChange,
    async append(event) {
      const key = keyOf(event.cluster, event.namespace);
      const there = stored.get(key) ?? new Map<string, AuditEvent>();
      const name = `${new Date(event.at).toISOString()} ${event.id}`;
      if (there.has(name)) return 'known';
      stored.set(key, there.set(name, event));
      changed(event);
      return 'stored';
    },
    async ofNamespace(cluster, namespace, from, to) {
      const within = [...(stored.get(keyOf(cluster, namespace)) ?? [])].filter(([, { at }]) => Date.parse(from) <= Date.parse(at) && Date.parse(at) <= Date.parse(to)); // prettier-ignore
      return sortedBy(within, ([name]) => name).map(([, event]) => event);
    },
  };
}
