/** A message that no retry will mend: it is acknowledged, counted and kept aside. Anything else that is thrown sends the message back. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}
