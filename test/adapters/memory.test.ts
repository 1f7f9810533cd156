import { memoryObjects } from '../../adapters/memory/object-store.ts';
import { memoryStores } from '../../adapters/memory/stores.ts';
import { describeObjectStore } from '../contracts/object-store.contract.ts';
import { describeStores } from '../contracts/stores.contract.ts';
import { at, edge, incident, newCluster } from '../contracts/samples.ts';

describeStores('memory', async () => {
  const stores = memoryStores();
  return [stores, stores];
});

describeObjectStore('memory', async () => memoryObjects());

describe('the change hooks of memory', () => {
  test('tell of each edge that was written with its new value, and of none that was refused', async () => {
    const { edges } = memoryStores();
    const told: string[] = [];
    const end = edges.onChange(({ seenBy }) => told.push(seenBy));
    const one = edge(newCluster());
    await edges.put({ ...one, seenBy: 'first' }, undefined, at);
    await edges.put({ ...one, seenBy: 'refused' }, undefined, at);
    await edges.put({ ...one, seenBy: 'second' }, 1, at);
    end();
    await edges.put({ ...one, seenBy: 'unheard' }, 2, at);
    expect(told).toEqual(['first', 'second']);
  });

  test('tell of an incident that was opened, changed or announced', async () => {
    const { incidents } = memoryStores();
    const told: number[][] = [];
    incidents.onChange(({ version, announcedVersion }) => told.push([version, announcedVersion]));
    const opened = incident(newCluster(), 'root');
    await incidents.put(opened, undefined);
    await incidents.markAnnounced(opened, 1);
    await incidents.markAnnounced(opened, 1);
    await incidents.put({ ...opened, version: 2, announcedVersion: 1 }, 2);
    expect(told).toEqual([[1, 0], [1, 1], [2, 1]]); // prettier-ignore
  });
});
