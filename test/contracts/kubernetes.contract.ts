import type { ClusterId } from '../../core/ids.ts';
import type { Kubernetes } from '../../core/ports/outside.ts';
import { newCluster } from './samples.ts';

export interface KubernetesUnderTest {
  readonly kubernetes: Kubernetes;
  readonly cluster: ClusterId;
  /** From now on a pod of this Deployment has the address. */
  readonly run: (deployment: string, address: string) => void | Promise<void>;
  /** From now on every question fails with this reason. */
  readonly fail: (reason: (typeof refusals)[number]) => void;
}

/** How an API may be kept from answering. */
export const refusals = ['unauthorized', 'forbidden', 'throttled'] as const;

export function describeKubernetes(name: string, make: () => Promise<KubernetesUnderTest>, reasons: readonly (typeof refusals)[number][] = refusals): void {
  describe(`the directory of ${name}`, () => {
    test('an address that a pod has is its workload’s, from the start of the pod', async () => {
      const { kubernetes, cluster, run } = await make();
      await run('checkout', '10.0.3.17');
      const answer = (await kubernetes.whoHas(cluster, ['10.0.3.17'], 2_000)).get('10.0.3.17');
      expect(answer).toMatchObject({
        kind: 'owner',
        interval: { address: '10.0.3.17', from: expect.any(Number), owner: { kind: 'pod', workload: { kind: 'Deployment', name: 'checkout', namespace: 'shop', cluster } } },
      });
    });

    test('two pods of one Deployment are one workload, two Deployments are two', async () => {
      const { kubernetes, cluster, run } = await make();
      await run('checkout', '10.0.3.17');
      await run('checkout', '10.0.3.18');
      await run('cart', '10.0.3.19');
      const answers = await kubernetes.whoHas(cluster, ['10.0.3.17', '10.0.3.18', '10.0.3.19'], 2_000);
      const lineages = [...answers.values()].map((answer) => answer.kind === 'owner' && answer.interval.owner.kind === 'pod' && answer.interval.owner.workload.lineage);
      expect(lineages[0]).toBe(lineages[1]);
      expect(lineages[0]).not.toBe(lineages[2]);
    });

    test('every address that was asked for is answered, once, also when nobody has it', async () => {
      const { kubernetes, cluster, run } = await make();
      await run('checkout', '10.0.3.17');
      const answers = await kubernetes.whoHas(cluster, ['10.0.9.9', '10.0.3.17', '10.0.9.9'], 2_000);
      expect(answers.size).toBe(2);
      expect(answers.get('10.0.3.17')?.kind).toBe('owner');
      expect(answers.get('10.0.9.9')?.kind).toBe('nobody');
      expect(await kubernetes.whoHas(cluster, [], 2_000)).toEqual(new Map());
    });

    test('a cluster that is not enrolled says so', async () => {
      const { kubernetes } = await make();
      expect(await kubernetes.whoHas(newCluster(), ['10.0.3.17'], 2_000)).toEqual(new Map([['10.0.3.17', { kind: 'not-enrolled' }]]));
    });

    test.each(reasons)('an API that cannot be asked (%s) is never "nobody"', async (reason) => {
      const { kubernetes, cluster, fail } = await make();
      fail(reason);
      expect((await kubernetes.whoHas(cluster, ['10.0.9.9'], 2_000)).get('10.0.9.9')).toEqual({ kind: 'unavailable', reason });
    });
  });
} // prettier-ignore
