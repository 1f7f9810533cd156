import { randomBytes } from 'node:crypto';
import type { AuthorizeIndex } from '../../../core/authorize-index.ts';
import { tokenFrom, tokenHash } from '../../../core/enrolment-token.ts';
import { ClusterId } from '../../../core/ids.ts';
import { authorize } from '../../../lambdas/authorize/authorize.ts';
import { recording } from '../record.ts';

const token = tokenFrom(randomBytes(32));
const index: AuthorizeIndex = {
  v: 1,
  compiledAt: '2026-11-23T00:00:00.000Z',
  tokens: { [tokenHash(token)]: ClusterId.parse('prod-1') },
  clusters: {},
};

async function decide(header: string | undefined) {
  const { log, meter, lines, counts } = recording();
  const answer = await authorize(header, {
    index: () => Promise.resolve(index),
    installation: 'main',
    now: () => Date.now(),
    log,
    meter,
  });
  return { answer, lines, counts };
}

test('the bearer of an enrolled token speaks for its cluster and for nothing else', async () => {
  const { answer } = await decide(`Bearer ${token}`);
  expect(answer).toEqual({ isAuthorized: true, context: { cluster: 'prod-1', kind: 'enrolment' } });
});

test('the scheme is read without regard to case, as RFC 9110 has it', async () => {
  expect((await decide(`bearer ${token}`)).answer.isAuthorized).toBe(true);
});

const other = tokenFrom(randomBytes(32));
test.each([
  ['no header', undefined, 'no-bearer'],
  ['an empty header', '', 'no-bearer'],
  ['another scheme', `Basic ${token}`, 'no-bearer'],
  ['a scheme alone', 'Bearer', 'no-bearer'],
  ['two tokens', `Bearer ${token} ${token}`, 'no-bearer'],
  ['a token that was never issued', `Bearer ${other}`, 'unknown-token'],
  ['a key of every object', 'Bearer __proto__', 'not-a-token'],
  ['the hash in place of the token', `Bearer ${tokenHash(token)}`, 'not-a-token'],
  ['a JSON web token of no algorithm', 'Bearer eyJhbGciOiJub25lIn0.e30.', 'not-a-token'],
  ['a token with a line break', `Bearer ${token}\nX:y`, 'not-a-token'],
  ['a token in capitals', `Bearer ${token.toUpperCase()}`, 'not-a-token'],
  ['a token cut short', `Bearer ${token.slice(0, -1)}`, 'not-a-token'],
  ['a very long token', `Bearer ${'a'.repeat(100_000)}`, 'not-a-token'],
])('%s is refused, the reason is logged and counted, the token is not', async (_, header, reason) => {
  const { answer, lines, counts } = await decide(header);
  expect(answer).toEqual({ isAuthorized: false });
  expect(counts).toEqual([{ metric: 'authorize.refused', value: 1, reason }]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(reason);
  for (const secret of [token, other]) expect(lines.join()).not.toContain(secret);
});

test('an index that cannot be read is an error and no refusal, so that the sentinel tries again', async () => {
  const { log, meter } = recording();
  const unreadable = () => Promise.reject(new Error('no such bucket'));
  await expect(
    authorize(`Bearer ${token}`, { index: unreadable, installation: 'main', now: () => Date.now(), log, meter }),
  ).rejects.toThrow('no such bucket');
});
