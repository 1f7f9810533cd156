const fields = [
  { from: 0, to: 59 },
  { from: 0, to: 23 },
  { from: 1, to: 31 },
  { from: 1, to: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { from: 0, to: 7, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
] as const;

const macros: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@weekly': '0 0 * * 0', '@monthly': '0 0 1 * *', '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *',
}; // prettier-ignore

// The longest wait of any schedule that ever comes is a leap day's, eight years around a century.
const horizonDays = 366 * 8 + 2;

/**
 * When a schedule of a CronJob comes next after a moment (milliseconds since 1970), in UTC. Undefined where it is in another
 * time zone, never comes, or is not understood: nothing is guessed.
 */
export function nextRun(cron: string, timeZone: string | undefined, after: number): number | undefined {
  if (timeZone !== undefined && !/^(?:Etc\/)?UTC$/.test(timeZone)) return undefined;
  const parts = (macros[cron.trim().toLowerCase()] ?? cron).trim().toLowerCase().split(/\s+/);
  const sets = parts.length === fields.length ? parts.map((part, at) => setOf(part, at)) : [];
  const [minutes, hours, days, months, weekdays] = sets;
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  if (weekdays.has(7)) weekdays.add(0);
  // Where both are given, either day will do; that is how cron has always been.
  const either = !parts[2]!.startsWith('*') && !parts[4]!.startsWith('*');
  const day = new Date(after - (after % 86_400_000));
  for (let count = 0; count < horizonDays; count++, day.setUTCDate(day.getUTCDate() + 1)) {
    const [isDay, isWeekday] = [days.has(day.getUTCDate()), weekdays.has(day.getUTCDay())];
    if (!months.has(day.getUTCMonth() + 1) || !(either ? isDay || isWeekday : isDay && isWeekday)) continue;
    for (const hour of [...hours].toSorted((a, b) => a - b)) {
      for (const minute of [...minutes].toSorted((a, b) => a - b)) {
        const at = day.getTime() + (hour * 60 + minute) * 60_000;
        if (at > after) return at;
      }
    }
  }
  return undefined;
}

function setOf(part: string, at: number): Set<number> | undefined {
  const field = fields[at]!;
  const values = new Set<number>();
  for (const piece of part.split(',')) {
    const match = /^(?:(\*)|([a-z0-9]{1,3})(?:-([a-z0-9]{1,3}))?)(?:\/(\d{1,2}))?$/.exec(piece);
    if (match === null) return undefined;
    const [, all, first, last, step] = match;
    const from = all === undefined ? valueOf(first!, field) : field.from;
    const to = all === undefined ? (last === undefined ? (step === undefined ? from : field.to) : valueOf(last, field)) : field.to;
    const by = step === undefined ? 1 : Number(step);
    if (from === undefined || to === undefined || by < 1 || from > to) return undefined;
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return values;
} // prettier-ignore

function valueOf(text: string, field: (typeof fields)[number]): number | undefined {
  const named = 'names' in field ? (field.names as readonly string[]).indexOf(text) : -1;
  const value = named >= 0 ? named + field.from : /^\d{1,2}$/.test(text) ? Number(text) : undefined;
  return value !== undefined && value >= field.from && value <= field.to ? value : undefined;
}
