import { looking, stopping, targetOf } from '../../core/containment.ts';

describe('stopping', () => {
  test.each([
    ['shop/checkout', 'kubectl -n shop scale deployment checkout --replicas=0'],
    ['shop/db (StatefulSet)', 'kubectl -n shop scale statefulset db --replicas=0'],
    ['kube-system/kube-proxyy (DaemonSet)', `kubectl -n kube-system patch daemonset kube-proxyy --type merge -p '{"spec":{"template":{"spec":{"nodeSelector":{"plumbline/stopped":"true"}}}}}'`],
    ['jobs/report (Job)', `kubectl -n jobs patch job report --type merge -p '{"spec":{"suspend":true}}'`],
    ['jobs/report (CronJob)', `kubectl -n jobs patch cronjob report --type merge -p '{"spec":{"suspend":true}}'`],
    ['kubeflow/lab (Notebook)', 'kubectl -n kubeflow annotate notebook lab kubeflow-resource-stopped=plumbline --overwrite'],
    ['shop/lonely (Pod)', 'kubectl -n shop delete pod lonely'],
    ['node ip-10-0-1-7.eu-west-1.compute.internal', 'kubectl get pods -A -o wide --field-selector spec.nodeName=ip-10-0-1-7.eu-west-1.compute.internal'],
  ])('%s has its own way', (label, command) => {
    expect(stopping(label).command).toBe(command);
  }); // prettier-ignore

  test('a kind that nobody here knows gets a sentence instead of a guess', () => {
    expect(stopping('ml/train (PyTorchJob)')).toEqual({
      words: 'Stop this PyTorchJob with the tool that runs it, or deny its egress with a NetworkPolicy.',
    });
  });
});

test('looking changes nothing', () => {
  expect(looking('shop/db (StatefulSet)').command).toBe('kubectl -n shop describe statefulset db');
});

test.each([
  '',
  '/',
  'a/b/c',
  'shop/checkout extra',
  'Shop/checkout',
  'shop/check\nout',
  'shop/(Pod)',
  `shop/${'a'.repeat(300)}`,
])('%j names no object', (label) => {
  expect(targetOf(label)).toBeUndefined();
});
