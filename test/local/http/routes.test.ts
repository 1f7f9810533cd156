import { matchRoute, routeOf } from '../../../local/http/routes.ts';

const keys = [
  '$default',
  'GET /items/{id}',
  'ANY /items/{id}',
  'GET /items/special',
  'ANY /{proxy+}',
  'POST /items/{id}/parts/{part}',
];
const routes = keys.map((key) => routeOf(key, key));
const found = (method: string, path: string) => {
  const match = matchRoute(routes, method, path);
  return match && [match.route.key, match.parameters];
};

test.each([
  ['GET', '/items/special', ['GET /items/special', {}]],
  ['GET', '/items/7', ['GET /items/{id}', { id: '7' }]],
  ['PUT', '/items/7', ['ANY /items/{id}', { id: '7' }]],
  ['POST', '/items/7/parts/8', ['POST /items/{id}/parts/{part}', { id: '7', part: '8' }]],
  ['GET', '/items/7/parts/8', ['ANY /{proxy+}', { proxy: 'items/7/parts/8' }]],
  ['GET', '/', ['$default', {}]],
])('%s %s goes the most specific way', (method, path, expected) => {
  expect(found(method, path)).toEqual(expected);
});

test('without a default route nothing takes what no route describes', () => {
  expect(matchRoute([routeOf('GET /a', 1)], 'GET', '/a/')).toBeUndefined();
  expect(matchRoute([routeOf('GET /a', 1)], 'POST', '/a')).toBeUndefined();
});
