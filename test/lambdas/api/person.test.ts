import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { callerOf } from '../../../lambdas/api/http-event.ts';
import type { People } from '../../../lambdas/api/person.ts';

const cognito: People = { groupsClaim: 'cognito:groups', groupPrefix: '', firstAdmin: '' };
const issuer = 'https://issuer.example.com';
const jane = { sub: 'u-1', iss: issuer, email: 'jane@example.org', email_verified: true, 'cognito:groups': ['viewer'] };

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const bearer = (claims: object) => `Bearer ${encoded({ alg: 'RS256' })}.${encoded(claims)}.c2ln`;

/** An event as the gateway makes it of a token that it verified: every claim is one text. */
function eventWith(claims: Record<string, unknown>, parts: { header?: string; verified?: object } = {}) {
  const flat = Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, Array.isArray(value) ? `[${value.join(' ')}]` : String(value)])); // prettier-ignore
  const { header = bearer(claims), verified = flat } = parts;
  return {
    headers: { authorization: header },
    requestContext: { authorizer: { jwt: { claims: verified, scopes: null } } },
  } as unknown as APIGatewayProxyEventV2WithJWTAuthorizer;
}

test('a person is the verified address, and may do what the groups of the token say', () => {
  expect(callerOf(eventWith(jane), cognito)).toEqual({ actor: 'jane@example.org', role: 'viewer' });
  expect(callerOf(eventWith({ ...jane, 'cognito:groups': ['viewer', 'admin'] }), cognito).role).toBe('admin');
  expect(callerOf(eventWith({ ...jane, 'cognito:groups': undefined }), cognito)).toEqual({ actor: 'jane@example.org' });
});

test('an address that the issuer did not verify is nobody: the subject is', () => {
  for (const email_verified of [false, 'false', undefined]) {
    expect(callerOf(eventWith({ ...jane, email_verified }), cognito).actor).toBe('u-1');
  }
  expect(callerOf(eventWith({ ...jane, email_verified: 'true' }), cognito).actor).toBe('jane@example.org');
});

test('a group with a space in its name is not two groups', () => {
  const groups = ['platform admin', 'admin\u00a0', '[admin]', 'x] [admin'];
  expect(callerOf(eventWith({ ...jane, 'cognito:groups': groups }), cognito).role).toBeUndefined();
});

test('the claims are those of the token that the gateway verified, or nobody is there', () => {
  const admin = { ...jane, sub: 'u-2', 'cognito:groups': ['admin'] };
  expect(callerOf(eventWith(jane, { header: bearer(admin) }), cognito)).toEqual({});
  expect(callerOf(eventWith(jane, { header: bearer({ ...jane, iss: 'https://other.example' }) }), cognito)).toEqual({});
  for (const header of ['', 'Bearer', 'Bearer a.b', 'Basic YTpi', `${bearer(jane)}, ${bearer(admin)}`, bearer(jane).replace('Bearer ', '')]) {
    expect(callerOf(eventWith(jane, { header }), cognito)).toEqual({});
  }
  expect(callerOf({ headers: {}, requestContext: {} } as unknown as APIGatewayProxyEventV2WithJWTAuthorizer, cognito)).toEqual({}); // prettier-ignore
}); // prettier-ignore

test('another issuer has other groups, and the first admin needs none', () => {
  const other: People = { groupsClaim: 'groups', groupPrefix: 'plumbline-', firstAdmin: 'Jane@example.org' };
  expect(callerOf(eventWith({ ...jane, email: 'joe@example.org', groups: ['admin', 'plumbline-operator'] }), other).role).toBe('operator'); // prettier-ignore
  expect(callerOf(eventWith({ ...jane, email: 'joe@example.org', groups: 'plumbline-viewer' }), other).role).toBe('viewer'); // prettier-ignore
  expect(callerOf(eventWith({ ...jane, groups: [] }), other).role).toBe('admin');
  expect(callerOf(eventWith({ ...jane, email_verified: false, groups: [] }), other).role).toBeUndefined();
  expect(callerOf(eventWith({ ...jane, 'cognito:groups': ['admin'], email: 'joe@example.org' }), other).role).toBeUndefined(); // prettier-ignore
});
