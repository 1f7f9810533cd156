/** Counts with a reason word as dimension; flushed by the handler. */
export interface Meter {
  count(metric: string, value: number, reason?: string): void;
}

export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Milliseconds since 1970. */
export type Clock = () => number;
