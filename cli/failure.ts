/** 0 is success; these are the other ways in which a command ends. */
export const exitCodes = { error: 1, usage: 2, violations: 3 } as const;

/** A command that could not do its work: one or two sentences that say what happened, and what to do. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly remedy: string | undefined;
  readonly exitCode: number;

  constructor(what: string, remedy?: string, exitCode: number = exitCodes.error) {
    super(what);
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}
