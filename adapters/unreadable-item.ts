/**
 * A stored item that this version cannot read: a newer one wrote it, or it was damaged. Whoever came upon it did nothing
 * wrong and is tried again, until a version is back that reads it.
 */
export class UnreadableItem extends Error {
  override readonly name = 'UnreadableItem';
}
