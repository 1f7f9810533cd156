import * as fc from 'fast-check';
import { qDeveloperNotification } from '../../core/q-developer.ts';
import { message } from './notice-message.ts';

interface Notification {
  readonly version: string;
  readonly source: string;
  readonly content: { readonly textType: string; readonly title: string; readonly description: string; readonly nextSteps: readonly string[] };
  readonly metadata: { readonly threadId: string };
} // prettier-ignore
const said = (...given: Parameters<typeof message>) => qDeveloperNotification(message(...given).notice) as Notification;

test('a notice is a custom notification of version 1.0, and all versions of an incident are one thread', () => {
  const one = said();
  expect(one).toMatchObject({ version: '1.0', source: 'custom', content: { textType: 'client-markdown' } });
  expect(one.content.title).toBe('CRITICAL: Cryptomining: shop/dfsdf talks to pool[.]badcoin[.]net');
  expect(one.content.nextSteps).toContain('kubectl -n shop scale deployment dfsdf --replicas=0');
  expect(said({ version: 2 }).metadata.threadId).toBe(one.metadata.threadId);
});

test('nothing that telemetry says can format, mention or link', () => {
  const { content } = said();
  expect(content.description).toContain('\\*pool\\* \\<\\@here\\> pool[.]badcoin[.]net');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const hostile = said({ headline: text.slice(0, 300), sections: [{ title: 'x', lines: [text] }] });
      expect(hostile.content.description.replaceAll(/\\./g, '')).not.toMatch(/[<>@`]|[^ -~\n]/);
      expect(hostile.content.description.length).toBeLessThanOrEqual(3_000);
      expect(hostile.content.title.length).toBeLessThanOrEqual(250);
    }),
    { numRuns: 60 },
  );
});
