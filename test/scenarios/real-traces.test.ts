import type { Finding } from '../../core/finding.ts';
import { play } from '../../local/simulator/play.ts';
import { applications, dayOf, hasTraces, plantedEdges, replayOf, traceFile } from './nezha.ts';

if (!hasTraces) console.warn(`skipped: no traces at ${traceFile} (set PLUMBLINE_CORPUS)`);

const onTraces = hasTraces ? describe.each(applications) : describe.skip.each(applications);

/** A node whose batches come late three times in a row was silent for three heartbeats, which is told, and says nothing of a workload. */
const isOfWorkload = ({ kind }: Pick<Finding, 'kind'>) => kind !== 'sentinel-silent' && kind !== 'coverage-lost';

onTraces('a real day of $name, half of its pods replaced at midpoint, batches twice, shuffled, one in ten late', (application) => {
  const minutes = hasTraces ? dayOf(application) : [];

  it('has nothing in its second half that the first did not teach', async () => {
    const { clusters, findings, incidents, deadLetters, observations } = await play(replayOf(application, minutes));
    const silent = findings.filter((finding) => !isOfWorkload(finding)).length;
    console.info(`${application.name}: ${findings.filter(({ verdict }) => verdict === 'drift').length} drift lines, ${incidents.length - silent} alerts in ${observations} observations; ${silent} sentinels too late three times in a row`); // prettier-ignore
    expect(findings.filter(isOfWorkload)).toEqual([]);
    expect(incidents.filter((incident) => incident.findings.some(isOfWorkload))).toEqual([]);
    expect(deadLetters).toEqual([]);
    // A play in which nobody spoke would find nothing either.
    expect(clusters[0]?.edges).toBeGreaterThanOrEqual(10);
    expect(observations).toBeGreaterThan(1_500);
  });

  it('finds nothing at all where batches come twice and in another order, and none late', async () => {
    const scenario = replayOf(application, minutes);
    const { findings, incidents, slack, email } = await play({ ...scenario, delivery: scenario.delivery.filter(({ how }) => how !== 'late') }); // prettier-ignore
    expect([findings, incidents, slack, email]).toEqual([[], [], [], []]);
  });

  it('shows 20 planted new edges as exactly 20 deviations, each once', async () => {
    const planted = plantedEdges(application, minutes);
    expect(new Set(planted.map(({ source, destination }) => `${source} ${destination}`)).size).toBe(20);
    const { findings } = await play(replayOf(application, minutes, planted));
    const found = findings.filter(isOfWorkload).map(({ workload, label }) => `${workload} ${label.replace(/ on tcp port 9090$/, '')}`); // prettier-ignore
    expect(found.toSorted()).toEqual(planted.map(({ source, destination }) => `${source} ${destination}`).toSorted());
  });
}); // prettier-ignore
