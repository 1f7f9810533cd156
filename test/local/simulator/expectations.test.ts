import { Expectation } from '../../../core/scenario-expect.ts';
import { checkedAgainst } from '../../../local/simulator/expectations.ts';
import { play, type PlayResult } from '../../../local/simulator/play.ts';
import { miner, shop } from './scenarios.ts';

describe('what a scenario expects', () => {
  let result: PlayResult;
  beforeAll(async () => {
    result = await play(shop(miner));
  });
  const held = (expect: object) => checkedAgainst(Expectation.parse(expect), result).map((check) => check.held);

  it.each([
    [{ findings: 4, incidents: 1, notices: 1 }],
    [{ findings: [{ kind: 'new-workload', workload: 'shop/dfs', severity: 'medium', count: 1 }] }],
    [{ findings: [{ kind: 'new-egress', object: 'nanopool' }, { kind: 'new-image', count: 0 }] }],
    [{ incidents: [{ workload: 'shop/dfs', by: '4h12m', deviations: ['threat-contact'], techniques: ['T1610'] }], nothingFor: ['shop/web', 'shop/db'] }],
    [{ incidents: [{ severity: 'critical' }], findings: 4, nothingElse: true }],
    [{ findings: [{ kind: 'new-workload' }, { kind: 'new-egress' }, { kind: 'threat-contact' }, { kind: 'mining-protocol' }], nothingElse: true, incidents: 1 }],
  ])('holds: %j', (expected) => expect(held(expected)).not.toContain(false)); // prettier-ignore

  it.each([
    [{ findings: 3 }],
    [{ findings: [] }],
    [{ incidents: [] }],
    [{ incidents: 0 }],
    [{ notices: 2 }],
    [{ nothingFor: ['shop/dfs'] }],
    [{ findings: [{ kind: 'new-workload', workload: 'shop/web' }] }],
    [{ findings: [{ kind: 'new-workload', count: 2 }] }],
    [{ findings: [{ kind: 'new-workload', severity: 'low' }] }],
    [{ findings: [{ kind: 'new-egress', object: 'stripe' }] }],
    [{ incidents: [{ by: '4h' }] }],
    [{ incidents: [{ classification: 'exposed-dashboard' }] }],
    [{ incidents: [{ deviations: ['imitation'] }] }],
    [{ incidents: [{ cluster: 'other' }] }],
    [{ findings: [{ kind: 'new-workload' }], nothingElse: true }],
  ])('does not hold: %j', (expected) => expect(held(expected)).toContain(false));

  it('says what was there instead', () => {
    const [check] = checkedAgainst(Expectation.parse({ findings: [{ kind: 'new-image', workload: 'shop/web' }] }), result); // prettier-ignore
    expect(check).toMatchObject({ expected: 'finding new-image of shop/web', held: false });
    expect(check?.got).toMatch(/^0 like that; there are: .*threat-contact \(critical\) of shop\/dfs: eu9\.nanopool\.org, listed as mining-pool/);
  }); // prettier-ignore
});
