import type { Interval } from '../../core/interval.ts';
import { isForeign } from '../../core/node-binding.ts';
import type { Whereabouts } from '../../core/resolve.ts';
import { pod, workload } from '../lambdas/world.ts';

const on = (node: string | undefined): Whereabouts => {
  const owner = pod(workload('cart')) as Extract<Interval['owner'], { kind: 'pod' }>;
  return { interval: { address: '10.0.0.1', from: 0, owner: { ...owner, pod: { ...owner.pod, node } } } };
};
const node = (name: string): Whereabouts => ({ interval: { address: '10.0.1.1', from: 0, owner: { kind: 'node', name, uid: 'u' } } }); // prettier-ignore
const service: Whereabouts = { interval: { address: '172.20.0.1', from: 0, owner: { kind: 'service', namespace: 'a', name: 'b', uid: 'u' } } }; // prettier-ignore
const nobody: Whereabouts = { unresolved: 'nobody-has-it' };
const down: Whereabouts = { unresolved: 'kubernetes-unavailable' };

test.each([
  ['its own pod calls out', on('n1'), nobody, 'out', false],
  ['its own pod calls a pod of another node', on('n1'), on('n2'), 'out', false],
  ['a pod of another node calls its own', on('n2'), on('n1'), 'in', false],
  ['the node itself calls', node('n1'), nobody, 'out', false],
  ['a pod of another node calls out', on('n2'), nobody, 'out', true],
  ['two pods of other nodes talk', on('n2'), on('n3'), 'out', true],
  ['another node calls', node('n2'), service, 'out', true],
  ['somebody outside calls a pod of another node', nobody, on('n2'), 'in', true],
  ['nobody can be asked', down, down, 'out', false],
  ['the caller was gone too soon', nobody, on('n2'), 'out', false],
  ['a pod whose node is not known calls', on(undefined), nobody, 'out', false],
] as const)('when %s, its sentinel may tell of it or not', (_, source, destination, direction, expected) => {
  expect(isForeign({ source, destination }, direction, 'n1')).toBe(expected);
});
