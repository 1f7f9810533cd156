/** Something that a person has to settle before the runtime can start. The message is one sentence that says what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** A file of the state folder cannot be trusted any more. */
export function damaged(file: string, what: string): StartError {
  return new StartError(`${file} is damaged (${what}): move it away, or delete the state folder to begin anew.`);
}
