import { StartError } from '../start-error.ts';

export type Expression = Readonly<{
  text: string;
  isRate: boolean;
  /** The first time after `ms` at which it fires, in milliseconds since 1970; undefined when there is none. */
  next(ms: number): number | undefined;
}>;

const unitsMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** `rate(5 minutes)`, `cron(0 2 ? * MON-FRI *)` or `at(2026-11-20T13:00:00)`, in UTC. */
export function expressionOf(text: string, where: string): Expression {
  const [, kind, inner = ''] = /^(rate|cron|at)\((.*)\)$/.exec(text.trim()) ?? [];
  if (kind === 'rate') return rate(text, inner, where);
  if (kind === 'cron') return cron(text, inner, where);
  if (kind === 'at') return once(text, inner, where);
  throw unknown(text, where);
}

function rate(text: string, inner: string, where: string): Expression {
  const [, count, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(inner) ?? [];
  const periodMs = Number(count) * (unitsMs[unit] ?? Number.NaN);
  if (!(periodMs > 0)) throw unknown(text, where);
  return { text, isRate: true, next: (ms) => ms + periodMs };
}

function once(text: string, inner: string, where: string): Expression {
  const at = Date.parse(`${inner}Z`);
  if (Number.isNaN(at)) throw unknown(text, where);
  return { text, isRate: false, next: (ms) => (at > ms ? at : undefined) };
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Far enough to find any 29 February. */
const maxDays = 366 * 9;

function cron(text: string, inner: string, where: string): Expression {
  const fields = inner.trim().split(/ +/);
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = fields;
  if (fields.length !== 6) throw unknown(text, where);
  const set = (field: string, from: number, to: number, names: readonly string[] = [], base = 0) => {
    const values = valuesOf(field, from, to, names, base);
    if (values === undefined) throw unknown(text, where);
    return values;
  };
  const [minutes, hours] = [set(minute, 0, 59), set(hour, 0, 23)];
  const [days, inMonths] = [set(day, 1, 31), set(month, 1, 12, months, 1)];
  // Weekdays count from one, Sunday.
  const [onWeekdays, years] = [set(weekday, 1, 7, weekdays, 1), set(year, 1970, 2199)];
  const isDay = (date: Date) =>
    years.has(date.getUTCFullYear()) &&
    inMonths.has(date.getUTCMonth() + 1) &&
    days.has(date.getUTCDate()) &&
    onWeekdays.has(date.getUTCDay() + 1);
  const next = (ms: number): number | undefined => {
    const midnight = Math.floor(ms / 86_400_000) * 86_400_000;
    for (let offset = 0; offset < maxDays; offset += 1) {
      const start = midnight + offset * 86_400_000;
      if (!isDay(new Date(start))) continue;
      for (const h of hours) {
        for (const m of minutes) {
          const at = start + h * 3_600_000 + m * 60_000;
          if (at > ms) return at;
        }
      }
    }
    return undefined;
  };
  return { text, isRate: false, next };
}

/** In ascending order. Undefined for what is not understood, such as `L`, `W` and `#`. */
function valuesOf(
  field: string,
  from: number,
  to: number,
  names: readonly string[],
  base: number,
): ReadonlySet<number> | undefined {
  const number = (word: string) => {
    const index = names.indexOf(word.toUpperCase());
    return index >= 0 ? index + base : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  };
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', step = '1'] = part.split('/');
    const [first = '', last] = range.split('-');
    const all = range === '*' || range === '?';
    const low = all ? from : number(first);
    const high = all ? to : last === undefined ? (part.includes('/') ? to : low) : number(last);
    const by = number(step);
    if (!(low >= from && high <= to && low <= high && by >= 1)) return undefined;
    for (let value = low; value <= high; value += by) values.add(value);
  }
  return new Set([...values].toSorted((a, b) => a - b));
}

function unknown(text: string, where: string): StartError {
  return new StartError(`${where} has the schedule ${text}, which is not emulated.`);
}
