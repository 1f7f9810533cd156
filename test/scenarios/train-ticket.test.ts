import { play } from '../../local/simulator/play.ts';
import { hasTraces, plantedEdges, replayOf, traceFile, trainTicket } from './nezha.ts';

if (!hasTraces) console.warn(`skipped: no traces at ${traceFile} (set PLUMBLINE_CORPUS)`);

(hasTraces ? describe : describe.skip)('a real day of Train Ticket, half of its pods replaced at midpoint', () => {
  const minutes = hasTraces ? trainTicket() : [];

  it('has nothing in its second half that the first did not teach', async () => {
    const { clusters, findings, incidents, slack, deadLetters, observations } = await play(replayOf(minutes));
    expect(findings).toEqual([]);
    expect([incidents, slack, deadLetters]).toEqual([[], [], []]);
    // A play in which nobody spoke would find nothing either.
    expect(clusters[0]?.edges).toBeGreaterThan(50);
    expect(observations).toBeGreaterThan(5_000);
  });

  it('shows 20 planted new edges as exactly 20 deviations, each once', async () => {
    const planted = plantedEdges(minutes);
    expect(new Set(planted.map(({ source, destination }) => `${source} ${destination}`)).size).toBe(20);
    const { findings } = await play(replayOf(minutes, planted));
    const found = findings.map(({ workload, label }) => `${workload} ${label.replace(/ on tcp port 9090$/, '')}`);
    expect(found.toSorted()).toEqual(planted.map(({ source, destination }) => `${source} ${destination}`).toSorted());
  });
});
