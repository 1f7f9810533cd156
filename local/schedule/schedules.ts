import * as z from 'zod';
import type { Log } from '../log.ts';
import { readJson, writeJson } from '../state/json-file.ts';
import type { Expression } from './expression.ts';

export type Schedule = Readonly<{
  logicalId: string;
  name: string;
  expression: Expression;
  enabled: boolean;
  /** A rate of EventBridge Scheduler begins at once, one of a rule after its first period. */
  beginsAtOnce: boolean;
  fire(scheduledAtMs: number): Promise<void>;
}>;

export type ScheduleStatus = Readonly<{ name: string; expression: string; firedAt?: string; dueAt?: string }>;

const LastFired = z.record(z.string(), z.number());

const lookEveryMs = 50;

// However fast the clock is made to go, this machine is not: in its own time one schedule waits so long between two runs,
// and two schedules so long for each other, so that what was set to run each minute does not run all the time.
export interface Pace {
  readonly restMs: number;
  readonly apartMs: number;
}
const easy: Pace = { restMs: 1_000, apartMs: 100 };

/** What runs by the clock. When it last ran is on disk: a restart neither repeats nor forgets a run. */
export class Schedules {
  readonly #schedules: readonly Schedule[];
  readonly #file: string;
  readonly #now: () => number;
  readonly #timerScale: number;
  readonly #log: Log;
  readonly #pace: Pace;
  readonly #lastFired: Record<string, number>;
  /** In the machine's own milliseconds, since it started. */
  readonly #startedAt = new Map<string, number>();
  #anyStartedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #firing = 0;

  constructor(
    schedules: readonly Schedule[],
    file: string,
    now: () => number,
    timerScale: number,
    log: Log,
    pace = easy,
  ) {
    this.#schedules = schedules;
    this.#file = file;
    this.#now = now;
    this.#timerScale = timerScale;
    this.#log = log;
    this.#pace = pace;
    this.#lastFired = readJson(file, LastFired) ?? {};
  }

  start(): void {
    this.#look();
    this.#timer = setInterval(() => this.#look(), lookEveryMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** True when nothing runs and nothing is due; what is due while it rests is no work that anybody should wait for. */
  get isIdle(): boolean {
    const now = this.#now();
    const isDue = (one: Schedule) => one.enabled && (this.#dueAt(one) ?? now + 1) <= now;
    return this.#firing === 0 && !this.#schedules.some((one) => isDue(one) && this.#isRested(one));
  }

  /** Runs one now, by logical id or name, and waits for it. */
  async trigger(name: string): Promise<void> {
    const schedule = this.#schedules.find((one) => one.logicalId === name || one.name === name);
    if (schedule === undefined) {
      const known = this.#schedules.map((one) => one.name).join(', ');
      throw new Error(`there is no schedule ${name}; there are: ${known || 'none'}`);
    }
    await this.#fire(schedule, this.#now());
  }

  status(): readonly ScheduleStatus[] {
    return this.#schedules.map((schedule) => ({
      name: schedule.name,
      expression: schedule.expression.text,
      firedAt: timeText(this.#lastFired[schedule.logicalId]),
      dueAt: schedule.enabled ? timeText(this.#dueAt(schedule)) : undefined,
    }));
  }

  /** Due times come closer by the scale of timers. A clock that was set back begins its waiting anew. */
  #dueAt({ logicalId, expression, beginsAtOnce }: Schedule): number | undefined {
    const now = this.#now();
    let last = this.#lastFired[logicalId];
    if (last === undefined && beginsAtOnce && expression.isRate) return now;
    if (last === undefined || last > now) {
      last = now;
      this.#remember(logicalId, now);
    }
    const next = expression.next(last);
    return next === undefined ? undefined : last + (next - last) / this.#timerScale;
  }

  #look(): void {
    const now = this.#now();
    for (const schedule of this.#schedules) {
      if (!schedule.enabled) continue;
      const dueAt = this.#dueAt(schedule);
      if (dueAt === undefined || dueAt > now || !this.#mayStart(schedule)) continue;
      // Late by more than a period (the clock was set, or nothing ran): once, not once for each period.
      const onTime = (schedule.expression.next(dueAt) ?? Number.POSITIVE_INFINITY) > now;
      this.#remember(schedule.logicalId, onTime ? dueAt : now);
      void this.#fire(schedule, dueAt);
    }
  }

  #isRested({ logicalId }: Schedule): boolean {
    return performance.now() - (this.#startedAt.get(logicalId) ?? Number.NEGATIVE_INFINITY) >= this.#pace.restMs;
  }

  #mayStart(schedule: Schedule): boolean {
    const at = performance.now();
    if (!this.#isRested(schedule) || at - this.#anyStartedAt < this.#pace.apartMs) return false;
    this.#startedAt.set(schedule.logicalId, at);
    this.#anyStartedAt = at;
    return true;
  }

  async #fire(schedule: Schedule, scheduledAtMs: number): Promise<void> {
    this.#firing += 1;
    try {
      await schedule.fire(scheduledAtMs);
    } catch (error) {
      this.#log(schedule.logicalId, `could not run: ${(error as Error).message}`);
    } finally {
      this.#firing -= 1;
    }
  }

  #remember(logicalId: string, at: number): void {
    this.#lastFired[logicalId] = at;
    writeJson(this.#file, this.#lastFired);
  }
}

const timeText = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());
