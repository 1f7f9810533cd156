import type { ClusterId } from '../../../core/ids.ts';
import type { Exposure } from '../../../core/inventory/exposure.ts';
import { sightingIn } from '../../../core/inventory/sighting.ts';
import { memoryView } from '../../../adapters/memory/cluster-view.ts';
import { scenarioFrom } from '../../../core/scenario-file.ts';
import { objectsAt } from '../../../local/simulator/kubernetes-objects.ts';
import { planOf } from '../../../local/simulator/steps.ts';

const cluster = 'demo' as ClusterId;

/** The ways in that a scenario's cluster has an hour after its start. */
async function waysIn(inventory: string): Promise<readonly Exposure[]> {
  const scenario = scenarioFrom(`scenario: 1\nname: ways in\nuntil: 2h\n${inventory}`, 'ways.yaml');
  const { worlds, start } = planOf(scenario);
  const view = memoryView(() => start + 3_600_000);
  view.hold(cluster, () => objectsAt(worlds[0]!, start, 3_600_000));
  const snapshot = await view.look(cluster, 1_000);
  return snapshot === 'not-enrolled' ? [] : (sightingIn(cluster, snapshot).exposures ?? []);
}

const said = ({ kind, object, reach, workload, dashboard, ports }: Exposure) =>
  `${kind} ${object.namespace}/${object.name} ${reach} ${workload?.name ?? 'nobody'}${dashboard === undefined ? '' : ` ${dashboard}`} ${ports.map(({ port, target }) => (target === undefined ? port : `${port}>${target}`)).join(',')}`;

const kubeflow = `
workloads:
  - { name: istio-ingressgateway, namespace: istio-system, images: ['gcr.io/istio-release/proxyv2:1.29.1'] }
  - { name: centraldashboard, namespace: kubeflow, images: ['ghcr.io/kubeflow/kubeflow/central-dashboard:v1.10.0'] }
`;
const routed = (type: string) => `${kubeflow}
services:
  - { name: istio-ingressgateway, namespace: istio-system, ports: [{ port: 80, target: 8080 }], type: ${type} }
  - { name: centraldashboard, namespace: kubeflow, ports: [{ port: 80, target: 8082 }] }
gateways: [{ name: kubeflow-gateway, namespace: kubeflow }]
virtualServices: [{ name: centraldashboard, namespace: kubeflow, gateways: [kubeflow-gateway], service: centraldashboard }]
`;

describe('ways in from outside', () => {
  test('a gateway whose service is inside is none; opened, it opens what is routed through it, the dashboard by name of its kind', async () => {
    expect(await waysIn(routed('ClusterIP'))).toEqual([]);
    expect((await waysIn(routed('LoadBalancer'))).map(said).toSorted()).toEqual([
      'istio-gateway kubeflow/kubeflow-gateway internet istio-ingressgateway 80',
      'service-loadbalancer istio-system/istio-ingressgateway internet istio-ingressgateway 80>8080',
      'virtual-service kubeflow/centraldashboard internet centraldashboard kubeflow 80>8082',
    ]);
    expect((await waysIn(routed('NodePort'))).map(({ reach }) => reach)).toEqual(['network', 'network', 'network']);
  });

  test('the same way has the same id when it becomes wider, and another object of judgement', async () => {
    const [narrow] = (await waysIn(routed('NodePort'))).filter(({ kind }) => kind === 'virtual-service');
    const [wide] = (await waysIn(routed('LoadBalancer'))).filter(({ kind }) => kind === 'virtual-service');
    expect(narrow?.id).toBe(wide?.id);
    expect(narrow?.reach).not.toBe(wide?.reach);
  });

  test.each([
    ['', 'internet'],
    ['ranges: [198.51.100.0/24],', 'ranges'],
    ['ranges: [0.0.0.0/0],', 'internet'],
    ['internal: true,', 'network'],
  ])('a load balancer with %s is open to the %s', async (field, reach) => {
    const found = await waysIn(
      `${kubeflow}\nservices: [{ name: centraldashboard, namespace: kubeflow, type: LoadBalancer, ${field} ports: [{ port: 443, target: 8082 }] }]`,
    );
    expect(found).toMatchObject([{ reach, dashboard: 'kubeflow' }]);
  });

  test('ingresses, routes of the Gateway API and host ports lead to who stands behind them', async () => {
    const found = await waysIn(`
workloads:
  - { name: jupyter, namespace: lab, kind: StatefulSet, images: ['quay.io/jupyter/scipy-notebook:2026-01'] }
  - { name: agent, namespace: ops, kind: DaemonSet, hostPorts: [9100] }
services: [{ name: jupyter, namespace: lab, ports: [{ port: 80, target: 8888 }] }]
ingresses:
  - { name: lab, namespace: lab, hosts: [lab.example.com], service: jupyter }
  - { name: inside, namespace: lab, service: jupyter, reach: network }
gateways: [{ name: edge, namespace: lab, kind: gateway-api, ports: [443] }]
virtualServices: [{ name: lab, namespace: lab, kind: http-route, gateways: [edge], service: jupyter, hosts: [lab.example.com] }]
`);
    expect(found.map(said).toSorted()).toEqual([
      'gateway-api lab/lab internet jupyter jupyter 443>8888',
      'host-port ops/agent network agent 9100>9100',
      'ingress lab/inside network jupyter jupyter 80>8888,443>8888',
      'ingress lab/lab internet jupyter jupyter 80>8888,443>8888',
    ]);
  });

  test('a name makes no dashboard: what is called grafana and is none is not taken for one', async () => {
    const [found] = await waysIn(`
workloads: [{ name: grafana, namespace: shop, images: ['registry.example.com/shop/grafana-like:1'], labels: { app: grafana } }]
services: [{ name: grafana, namespace: shop, type: LoadBalancer, ports: [3000] }]
`);
    expect(found).toMatchObject({ workload: { name: 'grafana' } });
    expect(found?.dashboard).toBeUndefined();
  });

  test.each([
    ['argo', 'quay.io/argoproj/argocli:v3.7.0', 2746], ['grafana', 'docker.io/grafana/grafana:12.0', 3000], ['airflow', 'apache/airflow:3.1', 8080],
    ['mlflow', 'ghcr.io/mlflow/mlflow:v3', 5000], ['ray', 'rayproject/ray:2.50', 8265], ['kubernetes-dashboard', 'kubernetesui/dashboard:v2.7.0', 8443],
    ['kubernetes-dashboard', 'docker.io/kubernetesui/dashboard-web:1.7.0', 8000], ['jupyter', 'kubeflownotebookswg/jupyter-scipy:v1.10', 8888],
  ] as const)('%s is told by its image %s and its port %i', async (dashboard, image, port) => {
    const found = await waysIn(`
workloads: [{ name: thing, namespace: shop, images: ['${image}'] }]
services: [{ name: thing, namespace: shop, type: LoadBalancer, ports: [${port}] }]
`);
    expect(found).toMatchObject([{ dashboard }]);
  }); // prettier-ignore
});
