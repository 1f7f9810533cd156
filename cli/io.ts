/** Where a command reads and speaks. Data goes to `out`, talk to `note`; both without the last line's end. */
export interface Io {
  out(text: string): void;
  note(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Talk goes to a terminal: lines may be rewritten, colours shown. */
  readonly terminal: boolean;
  readonly style: Style;
  /** Data goes to a terminal: frames are drawn around texts. */
  readonly framed: boolean;
  /** Columns of the terminal, 80 where there is none. */
  readonly columns: number;
  /** Rewrites the last line of the talk; only on a terminal. */
  redraw(line: string): void;
  /** Ends when a person presses Ctrl-C. */
  readonly interrupted: AbortSignal;
}

export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const plainStyle: Style = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };

function same(text: string): string {
  return text;
}

const wrap = (on: number, off: number) => (text: string) => `\u001b[${on}m${text}\u001b[${off}m`;

const colourStyle: Style = {
  bold: wrap(1, 22),
  dim: wrap(2, 22),
  red: wrap(31, 39),
  green: wrap(32, 39),
  yellow: wrap(33, 39),
  cyan: wrap(36, 39),
};

/** Colours only where a person sees them and wants them (no-color.org, FORCE_COLOR, TERM=dumb). */
export function styleFor(terminal: boolean, env: Io['env']): Style {
  if (env['NO_COLOR']) return plainStyle;
  if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return colourStyle;
  return terminal && env['TERM'] !== 'dumb' ? colourStyle : plainStyle;
}

/** The process's own. */
export function processIo(): Io {
  const terminal = process.stderr.isTTY && process.env['TERM'] !== 'dumb';
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  process.once('SIGTERM', () => interrupt.abort());
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    env: process.env,
    terminal,
    style: styleFor(terminal, process.env),
    framed: process.stdout.isTTY && process.env['TERM'] !== 'dumb',
    columns: (process.stdout.columns ?? process.stderr.columns) || 80,
    redraw: (line) => void process.stderr.write(`\r\u001b[2K${line}`),
    interrupted: interrupt.signal,
  };
}
