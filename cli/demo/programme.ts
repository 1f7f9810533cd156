import type { Scenario } from '../../core/scenario.ts';
import { durationText } from '../../core/scenario-units.ts';
import { enteringAt } from '../../local/sign-in/entering.ts';
import type { Io } from '../io.ts';
import { titled } from '../slack-view.ts';
import { tookText } from '../when.ts';
import type { Progress } from './rehearsal.ts';
import { type Audience, recipient, type Shown, type TakenStep } from './stage.ts';

const titles: Readonly<Record<string, string>> = {
  build: 'Build what would be deployed',
  start: 'Start it on this machine',
  enrol: 'Enrol a Kubeflow cluster',
  learn: 'Learn how it talks',
  enforce: 'Enforce',
  attack: 'Attack it',
};

/** So many losses are told; the rest is for machines. */
const inWords = 5;

const columns = { title: 30, took: 8 } as const;

/** What a person sees of the demo while it runs: one line a step, calm, and plain where nobody looks at a terminal. */
export class Programme implements Audience {
  readonly #io: Io;
  readonly #scenario: Scenario;
  #running: string | undefined;

  constructor(scenario: Scenario, io: Io) {
    this.#io = io;
    this.#scenario = scenario;
  }

  opens(): void {
    const { style, note } = this.#io;
    note('');
    note(`  ${style.bold('Plumbline')}  ${style.dim('a plumb line shows at once what is out of true')}`);
    note('');
    note(style.dim(this.#graph()));
    note('');
  }

  /** A hint of what is there: the largest namespaces with their workloads as dots. */
  #graph(): string {
    const counts = new Map<string, number>();
    for (const { namespace, from = 0 } of this.#scenario.workloads) if (from <= 0) counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
    const largest = [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 5);
    const width = Math.max(...largest.map(([name]) => name.length));
    return largest.map(([name, count]) => `  ${name.padStart(width)}  ${'●─'.repeat(Math.min(count, 25) - 1)}●`).join('\n');
  } // prettier-ignore

  begins(step: string): void {
    this.#running = step;
    if (this.#io.terminal) this.#io.redraw(this.#line('·', titles[step] ?? step, '', '…'));
  }

  progress(progress: Progress): void {
    const { terminal, redraw, style } = this.#io;
    if (!terminal || this.#running === undefined) return;
    const title = titles[this.#running] ?? this.#running;
    if (progress.kind === 'lesson') {
      const done = Math.round((progress.number / progress.of) * 20);
      redraw(this.#line('·', title, '', `${style.cyan('━'.repeat(done))}${style.dim('━'.repeat(20 - done))} hour ${Math.round(progress.at / 3_600_000)}`)); // prettier-ignore
    } else redraw(this.#line('·', title, '', `hour ${durationText(Math.floor(progress.at / 60_000) * 60_000)}`));
  }

  ends({ name, ms }: TakenStep, said: string): void {
    const { terminal, redraw, note, style } = this.#io;
    if (terminal) redraw('');
    note(this.#line(style.green('✓'), titles[name] ?? name, tookText(ms), said));
    this.#running = undefined;
  }

  /** Takes the line of the step that was going on off the terminal. */
  breaks(): void {
    const { terminal, redraw, note, style } = this.#io;
    if (terminal) redraw('');
    if (this.#running !== undefined) note(this.#line(style.red('✗'), titles[this.#running] ?? this.#running, '', 'did not end well')); // prettier-ignore
  }

  #line(mark: string, title: string, took: string, said: string): string {
    return `  ${mark} ${title.padEnd(columns.title)}${this.#io.style.dim(took.padStart(columns.took))}   ${said}`;
  }

  shows({ slack, email, incidents, toSlackMs, toEmailMs }: Shown): void {
    const { out, note, style } = this.#io;
    const [incident] = incidents;
    note('');
    note(`  ${style.red(style.bold(`${incident?.severity ?? ''} ${incident?.verdict ?? ''}`))}: ${incident?.workload ?? ''} is ${incident?.classification ?? ''}, ${incident?.techniques.join(', ') ?? ''}`); // prettier-ignore
    note('');
    out(titled(`Slack, ${tookText(toSlackMs)} after the batch was posted`, slack, this.#io));
    out('');
    const { from, to, subject, text } = email;
    out(titled(`E-mail, ${tookText(toEmailMs)} after the batch was posted`, `From: ${from}\nTo: ${to || recipient}\nSubject: ${subject}\n\n${text}`, this.#io)); // prettier-ignore
  }

  closes({ url, signInUrl, incidents, notEmulated, log }: Shown, state: string, once: boolean): void {
    const { note, style } = this.#io;
    note('');
    note(`  ${style.bold('What this was not')}`);
    for (const loss of notEmulated.slice(0, inWords)) note(style.dim(`  - ${loss}`));
    if (notEmulated.length > inWords)
      note(style.dim(`  - And ${notEmulated.length - inWords} smaller things, which demo --json lists.`));
    note('');
    if (once) return;
    note(`  The API is on ${style.cyan(url)}, its log in ${log}. Ctrl-C ends it and leaves nothing behind.`);
    const [incident] = incidents;
    note(`  ${style.bold('Open the incident in the dashboard')}: ${style.cyan(incident === undefined ? signInUrl : enteringAt(signInUrl, `/incidents/${incident.id}`))}`); // prettier-ignore
    note('  This link signs you in; after that the one in the Slack text opens the same page.');
    note('  In another terminal:');
    note(`    npm run -s plumbline -- incidents list --state ${state}`);
    note(`    npm run -s plumbline -- graph --state ${state} --direction egress`);
    note(`    npm run -s plumbline -- doctor --state ${state}`);
    note('');
  }
}
