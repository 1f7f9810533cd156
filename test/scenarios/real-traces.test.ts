import type { Finding } from '../../core/finding.ts';
import { play } from '../../local/simulator/play.ts';
import { applications, dayOf, hasTraces, plantedEdges, replayOf, traceFile } from './nezha.ts';

if (!hasTraces) console.warn(`skipped: no traces at ${traceFile} (set PLUMBLINE_CORPUS)`);

const onTraces = hasTraces ? describe.each(applications) : describe.skip.each(applications);

/** What is noted of a sentinel whose batches come late says nothing of a workload. */
const isOfWorkload = ({ reason }: Pick<Finding, 'reason'>) => reason !== 'late-batches';

/** Each draws other batches to be late, and another order. */
const seeds = [1, 2, 3, 4, 5];

onTraces('a real day of $name, half of its pods replaced at midpoint, batches twice, shuffled, one in ten late', (application) => {
  const minutes = hasTraces ? dayOf(application) : [];

  it.each(seeds)('alerts of nothing in its second half, for the first taught it all (seed %i)', async (seed) => {
    const { clusters, findings, incidents, slack, email, deadLetters, observations } = await play(replayOf(application, minutes), { seed });
    const drift = findings.filter(({ verdict }) => verdict === 'drift');
    console.info(`${application.name}, seed ${seed}: ${incidents.length} alerts, ${drift.length} drift lines (${drift.map(({ reason, workload }) => `${reason} ${workload}`).join(', ')}) in ${observations} observations`); // prettier-ignore
    expect([incidents, slack, email, deadLetters]).toEqual([[], [], [], []]);
    expect(findings.filter(isOfWorkload)).toEqual([]);
    // A play in which nobody spoke would find nothing either.
    expect(clusters[0]?.edges).toBeGreaterThanOrEqual(10);
    expect(observations).toBeGreaterThan(1_500);
  });

  it.each(seeds)('shows 20 planted new edges as exactly 20 deviations, each once (seed %i)', async (seed) => {
    const planted = plantedEdges(application, minutes);
    expect(new Set(planted.map(({ source, destination }) => `${source} ${destination}`)).size).toBe(20);
    const { findings } = await play(replayOf(application, minutes, planted), { seed });
    const found = findings.filter(isOfWorkload).map(({ workload, label }) => `${workload} ${label.replace(/ on tcp port 9090$/, '')}`);
    expect(found.toSorted()).toEqual(planted.map(({ source, destination }) => `${source} ${destination}`).toSorted());
  });

  it('finds nothing at all where batches come twice and in another order, and none late', async () => {
    const scenario = replayOf(application, minutes);
    const { findings, incidents, slack, email } = await play({ ...scenario, delivery: scenario.delivery.filter(({ how }) => how !== 'late') }); // prettier-ignore
    expect([findings, incidents, slack, email]).toEqual([[], [], [], []]);
  });
}); // prettier-ignore
