/** The default branch of a switch over a union: a new member is a type error there, and at run time a clear one. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
