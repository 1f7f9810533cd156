import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countedHours, writesTable } from '../../bench/write-units.ts';
import { billOf, costTable, idleOf, usual } from '../../scripts/cost.ts';
import { resourcesOf, templateOf } from '../lib/stack.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/cost.md'), 'utf8');
const cellsOf = (table: string) => table.split('\n').map((line) => line.split('|').map((cell) => cell.trim())).filter(([, first = '-']) => !first.startsWith('-')); // prettier-ignore

test('the table of docs/cost.md is what the formulae give', () => {
  const rows = cellsOf(costTable());
  const documented = cellsOf(page).map((cells) => cells.join('|'));
  expect(rows.map((cells) => cells.join('|')).filter((row) => !documented.includes(row))).toEqual([]);
});

test('the table of what the engine counts is what `npm run bench writes` counts, an ordinary hour within 120 write units', async () => {
  const hours = await countedHours();
  const documented = cellsOf(page).map((cells) => cells.join('|'));
  expect(cellsOf(writesTable(hours)).map((cells) => cells.join('|')).filter((row) => !documented.includes(row))).toEqual([]);
  expect(hours.filter(({ kind }) => kind === 'ordinary').map(({ written }) => written.units)).toEqual([120, 120]);
}); // prettier-ignore

test('an idle installation is within seven dollars a month, with the alarms and queues of the template, and each item is explained', () => {
  const template = templateOf();
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').length;
  const queues = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').filter(([, { Properties }]) => Properties['StartingPosition'] === undefined).length; // prettier-ignore
  const idle = idleOf({ alarms, queues });
  expect(Object.values(idle).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(7);
  const explained = cellsOf(page).map(([, first]) => first);
  expect(Object.keys(idle).filter((item) => !explained.includes(item))).toEqual([]);
});

test('a node never costs more where there are more, and half the heartbeats cost little more than half', () => {
  const [few = 0, some = 0, many = 0] = [10, 1_000, 50_000].map((nodes) => billOf(usual(nodes)).total / nodes);
  expect(some).toBeCloseTo(few, 9);
  expect(many).toBeLessThan(some);
  expect(billOf(usual(1_000, 120)).total).toBeLessThan(0.6 * billOf(usual(1_000)).total);
});
