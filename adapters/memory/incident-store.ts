import type { Incident } from '../../core/incident.ts';
import type { IncidentStore } from '../../core/ports/judgement.ts';
import type { Stored } from '../../core/ports/stored.ts';
import { newestFirst } from '../newest-first.ts';
import { type Changes, changeHooks } from './change-hooks.ts';

const keyOf = ({ cluster, root, period }: Pick<Incident, 'cluster' | 'root' | 'period'>) => JSON.stringify([cluster, root, period]); // prettier-ignore

export function memoryIncidents(): IncidentStore & Changes<Incident> {
  const stored = new Map<string, Stored<Incident>>();
  const holders = new Map<string, Stored<string>>();
  const { onChange, changed } = changeHooks<Incident>();
  const all = () => [...stored.values()];
  const write = (key: string, value: Incident, revision: number) => {
    stored.set(key, { value, revision });
    changed(value);
  };
  return {
    onChange,
    async latest(cluster, root) {
      const ofRoot = all().filter(({ value }) => value.cluster === cluster && value.root === root);
      return ofRoot.toSorted((a, b) => b.value.period - a.value.period)[0];
    },
    async put(incident, expected) {
      const key = keyOf(incident);
      if (stored.get(key)?.revision !== expected) return 'stale';
      write(key, incident, (expected ?? 0) + 1);
      return 'stored';
    },
    async markAnnounced(incident, version) {
      const before = stored.get(keyOf(incident));
      if (before === undefined || before.value.announcedVersion >= version) return;
      write(keyOf(incident), { ...before.value, announcedVersion: version }, before.revision + 1);
    },
    find: async (cluster, id) => all().find(({ value }) => value.cluster === cluster && value.id === id)?.value,
    async ofCluster(cluster) {
      const incidents = all().map(({ value }) => value).filter((incident) => incident.cluster === cluster && incident.into === undefined); // prettier-ignore
      return incidents.toSorted(newestFirst);
    },
    holder: async (cluster, destination) => holders.get(JSON.stringify([cluster, destination])),
    async hold(cluster, destination, root, expected) {
      const key = JSON.stringify([cluster, destination]);
      if (holders.get(key)?.revision !== expected) return 'stale';
      holders.set(key, { value: root, revision: (expected ?? 0) + 1 });
      return 'stored';
    },
  };
}
