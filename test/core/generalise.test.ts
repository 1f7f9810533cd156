import { generalisation, widerThan } from '../../core/generalise.ts';
import type { Edge } from '../../core/edge.ts';

const wider = (destination: Edge['destination'], port = 443) => widerThan({ destination, proto: 'tcp', port }).map(({ label, enough }) => `${enough} ${label}`); // prettier-ignore
const named = (name: string) => wider({ kind: 'name', name });

test.each([
  ['eu1.api.vendor.com', [`${generalisation.hosts} *.vendor.com on tcp port 443`]],
  ['eu1.api.vendor.co.uk', [`${generalisation.hosts} *.vendor.co.uk on tcp port 443`]],
  // A domain itself is not one of its hosts, and a tenant is nobody else's host.
  ['vendor.com', []],
  ['someone.github.io', []],
  ['img.someone.github.io', [`${generalisation.hosts} *.someone.github.io on tcp port 443`]],
  ['d111111abcdef8.cloudfront.net', []],
  ['sts.eu-west-1.amazonaws.com', []],
  ['bucket.s3.eu-west-1.amazonaws.com', []],
  ['a1.g.akamaiedge.net', []],
  ['localhost', []],
])('hosts like %s are learned together as %j', (name, expected) => {
  expect(named(name)).toEqual(expected);
});

test('ports of one server are counted together whatever they are, those of another apart', () => {
  const db = { kind: 'service', namespace: 'shop', name: 'db' } as const;
  const [one] = widerThan({ destination: db, proto: 'tcp', port: 40_001 });
  expect(one).toMatchObject({
    counts: 'ports',
    enough: generalisation.ports + 1,
    label: 'shop/db (Service) on dynamic tcp ports',
  });
  expect(widerThan({ destination: db, proto: 'tcp', port: 40_002 })).toEqual([one]);
  expect(widerThan({ destination: db, proto: 'udp', port: 40_001 })[0]?.object).not.toBe(one?.object);
  expect(widerThan({ destination: { ...db, name: 'cart' }, proto: 'tcp', port: 40_001 })[0]?.object).not.toBe(
    one?.object,
  );
});
