/** Something outside could not be asked, or asked to wait: the work is sent back and tried again. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  /** Milliseconds that the other side asked to wait, where it said so. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { readonly cause?: unknown; readonly retryAfterMs?: number | undefined } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.retryAfterMs = options.retryAfterMs;
  }
}
