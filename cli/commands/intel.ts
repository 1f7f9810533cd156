import { Command } from 'commander';
import { IntelligenceStatus } from '../../core/feeds/status.ts';
import { plural } from '../../local/simulator/plural.ts';
import { ApiProblem } from '../api-client.ts';
import { type ConnectOptions, connect } from '../connect.ts';
import { answered } from '../shapes.ts';
import { printable, table } from '../table.ts';
import { agoText } from '../when.ts';
import { type CommandContext, json, withTarget } from './context.ts';

export function intelCommand({ io }: CommandContext): Command {
  const command = new Command('intel')
    .description('the threat list in force: each feed, its age, what was kept and what was refused')
    .option('--json', 'print JSON')
    .action(async (options: ConnectOptions & { json?: boolean }) => {
      const api = connect(options, io.env);
      const status = await api.get('/v1/intelligence').catch((error: unknown) => {
        if (error instanceof ApiProblem && error.status === 404) return undefined;
        throw error;
      });
      if (status === undefined) {
        if (options.json) io.out(json(null));
        return io.note('No feed was read yet: the list that ships with Plumbline is in force. Feeds are configured as docs/feeds.md says.'); // prettier-ignore
      }
      const found = answered(IntelligenceStatus, status);
      if (options.json) return io.out(json(found));
      const now = Date.now();
      const rows = found.feeds.map(({ name, category, state, reason, goodAt, kept, read, refused }) => [printable(name), category, reason === undefined ? state : `${state} (${reason})`, goodAt === undefined ? 'never' : agoText(goodAt, now), kept, read, refusedText(refused)]); // prettier-ignore
      if (rows.length > 0) io.out(table(['FEED', 'CATEGORY', 'STATE', 'GOOD', 'KEPT', 'READ', 'REFUSED'], rows));
      io.note(`${rows.length > 0 ? '\n' : ''}Version ${found.version}, ${plural(found.indicators, 'indicator')}, refreshed ${agoText(found.at, now)}.`); // prettier-ignore
    });
  return withTarget(command);
}

function refusedText(refused: Readonly<Record<string, number>>): string {
  const some = Object.entries(refused).filter(([, count]) => count > 0);
  return some.map(([guard, count]) => `${count} ${guard}`).join(', ') || 'none';
}
