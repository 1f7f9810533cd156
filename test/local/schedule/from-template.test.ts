import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fixtureTemplate, type FixtureTemplate, logicalId } from '../fixtures/build.ts';
import { startFixture, temporaryFolder } from '../fixtures/started.ts';

const folder = temporaryFolder();
const file = join(folder, 'mark');
afterAll(() => rmSync(folder, { recursive: true }));

/** A rule that runs the odd function each night, with or without the function's permission. */
function addRule(template: FixtureTemplate, permitted: boolean): void {
  const odd = logicalId(template, 'AWS::Lambda::Function', 'Odd');
  const Arn = { 'Fn::GetAtt': [odd, 'Arn'] };
  const Input = JSON.stringify({ do: 'mark', file });
  template.Resources['Nightly'] = {
    Type: 'AWS::Events::Rule',
    Properties: { ScheduleExpression: 'cron(0 2 * * ? *)', State: 'ENABLED', Targets: [{ Id: 'T', Arn, Input }] },
  };
  if (!permitted) return;
  template.Resources['NightlyPermission'] = {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: Arn,
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': ['Nightly', 'Arn'] },
    },
  };
}

test('a rule runs its function by the clock of the installation', async () => {
  const { template, assets } = await fixtureTemplate();
  addRule(template, true);
  const clockFile = join(folder, 'clock.json');
  const { runtime, stop } = await startFixture({ template, assets, clockFile });
  runtime.setClock({ at: Date.parse('2026-05-01T01:00:00Z') });
  await runtime.whenQuiet();
  const { schedules } = await runtime.status();
  expect(schedules.find(({ name }) => name === 'Nightly')?.dueAt).toBe('2026-05-01T02:00:00.000Z');
  runtime.setClock({ at: Date.parse('2026-05-01T02:00:00Z') });
  await runtime.whenQuiet();
  expect(readFileSync(file, 'utf8')).toMatch(/^\d$/);
  await stop();
});

test('a rule that the function does not permit runs nothing', async () => {
  const { template, assets } = await fixtureTemplate();
  addRule(template, false);
  const { runtime, lines, stop } = await startFixture({ template, assets });
  await runtime.trigger('Nightly');
  expect(lines.find((line) => line.startsWith('Nightly: could not run'))).toContain(
    'events.amazonaws.com is not authorized to perform: lambda:InvokeFunction',
  );
  await stop();
});
