import { imagePublisher, imageRepository, lineageFrom, workloadLabel } from '../../core/workload.ts';
import { cluster } from './notice-cases.ts';

test.each([
  ['docker.io/kubeflow/centraldashboard:v1.9', 'docker.io/kubeflow/centraldashboard'],
  ['registry.example.net:5000/shop/cart', 'registry.example.net:5000/shop/cart'],
  ['registry.example.net:5000/shop/cart:v1', 'registry.example.net:5000/shop/cart'],
  ['cart@sha256:0123', 'cart'],
  ['registry.example.net:5000/cart:v1@sha256:0123', 'registry.example.net:5000/cart'],
  ['cart', 'cart'],
  ['', ''],
])('the repository of %s is %s', (reference, repository) => {
  expect(imageRepository(reference)).toBe(repository);
});

test('a Deployment is called by its name, everything else by its kind too', () => {
  expect(workloadLabel({ namespace: 'shop', kind: 'Deployment', name: 'cart' })).toBe('shop/cart');
  expect(workloadLabel({ namespace: 'shop', kind: 'Job', name: 'cart' })).toBe('shop/cart (Job)');
});

test('two objects of one name have two lineages, and so do two clusters', () => {
  const ids = [lineageFrom(cluster, 'u1'), lineageFrom(cluster, 'u2'), lineageFrom('other' as typeof cluster, 'u1')];
  expect(new Set(ids).size).toBe(3);
});

test.each([
  ['registry.example.net:5000/shop/cart', 'registry.example.net:5000/shop/*'],
  ['ghcr.io/kubeflow/kubeflow/central-dashboard', 'ghcr.io/kubeflow/kubeflow/*'],
  ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders', '123456789012.dkr.ecr.eu-west-1.amazonaws.com/*'],
  ['registry.example.net/orders', undefined],
  ['docker.io/library/postgres', undefined],
  ['docker.io/postgres', undefined],
  ['tensorflow/tensorflow', undefined],
  ['cart', undefined],
])('who publishes %s is %s', (repository, publisher) => {
  expect(imagePublisher(repository)).toBe(publisher);
});
