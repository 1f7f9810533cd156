import { finding as findingOf, incident as incidentOf } from '../../contracts/samples.ts';
import { alice, cluster, openDesk } from './desk.ts';

/** One open incident with two findings. */
async function deskWithIncident() {
  const opened = await openDesk();
  const one = findingOf(cluster);
  const two = { ...findingOf(cluster), id: 'f'.repeat(32) as never };
  const incident = incidentOf(cluster, 'root-1', { findings: [one, two], moreFindings: 0 });
  for (const finding of [one, two]) await opened.stores.findings.put(finding, finding.firstSeen);
  await opened.stores.incidents.put(incident, undefined);
  const now = async () => (await opened.stores.incidents.latest(cluster, 'root-1'))?.value;
  return { ...opened, one, two, incident, now };
}

describe('an incident', () => {
  it('is acknowledged: the timeline says who is on it, and nobody is told again', async () => {
    const { ask, stores, incident, now } = await deskWithIncident();
    const { status } = await ask('POST', `/v1/clusters/prod-1/incidents/${incident.id}/acknowledge`, { reason: 'looking' }, { role: 'operator' }); // prettier-ignore
    expect(status).toBe(200);
    expect((await now())?.timeline.at(-1)).toMatchObject({ what: 'acknowledged', text: `${alice}: looking` });
    expect((await now())?.version).toBe(incident.version);
    expect(await stores.audit.ofCluster(cluster)).toContainEqual(expect.objectContaining({ action: 'incident-acknowledged', actor: alice })); // prettier-ignore
  });

  it('is closed when all of it is accepted, and not before', async () => {
    const { ask, one, two, now } = await deskWithIncident();
    const accept = (id: string) => ask('POST', `/v1/clusters/prod-1/findings/${id}/accept`, { reason: 'ours' });
    expect((await accept(one.id)).status).toBe(200);
    expect((await now())?.state).toBe('open');
    await accept(two.id);
    expect((await now())?.state).toBe('closed');
    expect((await now())?.timeline.at(-1)).toMatchObject({ what: 'closed', text: `all accepted by ${alice}: ours` });
  });

  it('is not closed by a no', async () => {
    const { ask, one, two, now } = await deskWithIncident();
    await ask('POST', '/v1/clusters/prod-1/findings/review', { verb: 'reject', findings: [one.id, two.id], reason: 'never' }); // prettier-ignore
    expect((await now())?.state).toBe('open');
  });

  it('is muted with a reason and an end, and told again when that is taken back', async () => {
    const { ask, stores, incident, now } = await deskWithIncident();
    const path = `/v1/clusters/prod-1/incidents/${incident.id}`;
    const until = '2026-12-01T00:00:00.000Z';
    expect((await ask('POST', `${path}/mute`, { reason: 'our scanner', until }, { role: 'operator' })).status).toBe(
      200,
    );
    expect(await now()).toMatchObject({
      muted: { by: alice, until, reason: 'our scanner' },
      version: incident.version,
    });
    expect((await now())?.timeline.at(-1)).toMatchObject({
      what: 'muted',
      text: `${alice}: until ${until}: our scanner`,
    });
    await ask('POST', `${path}/unmute`, { reason: 'over' });
    expect((await now())?.muted).toBeUndefined();
    const actions = (await stores.audit.ofCluster(cluster)).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['incident-muted', 'incident-unmuted']));
  });

  it.each(['2026-11-23T09:00:00.000Z', '2027-03-01T00:00:00.000Z', 'tomorrow'])(
    'is not muted until %s',
    async (until) => {
      const { ask, incident, now } = await deskWithIncident();
      const { status, answer } = await ask('POST', `/v1/clusters/prod-1/incidents/${incident.id}/mute`, {
        reason: 'x',
        until,
      });
      expect([status, answer['field']]).toEqual([422, 'until']);
      expect((await now())?.muted).toBeUndefined();
    },
  );

  it.each(['acknowledge', 'close', 'mute', 'unmute'])(
    'that has a newer one of its root is history: to %s it is a conflict',
    async (verb) => {
      const { ask, stores, incident } = await deskWithIncident();
      const newer = incidentOf(cluster, 'root-1', { period: 1 });
      await stores.incidents.put(newer, undefined);
      const body = verb === 'mute' ? { reason: 'x', until: '2026-12-01T00:00:00.000Z' } : { reason: 'x' };
      const { status, answer } = await ask('POST', `/v1/clusters/prod-1/incidents/${incident.id}/${verb}`, body);
      expect([status, answer['detail']]).toEqual([409, `Its root has a newer incident: act on ${newer.id}.`]);
      expect((await stores.audit.ofCluster(cluster)).map(({ action }) => action)).toEqual(['enrolled']);
    },
  );

  it.each([['0'.repeat(32)], ['nonsense']])('called %s is not there', async (id) => {
    const { ask } = await deskWithIncident();
    expect((await ask('POST', `/v1/clusters/prod-1/incidents/${id}/acknowledge`, { reason: 'x' })).status).toBe(404);
  });
});
