import type { Change } from '../../core/change.ts';
import { MalformedMessage } from '../../core/malformed.ts';
import { eventFromItem } from './audit-event-store.ts';
import { edgeFromItem } from './edge-store.ts';
import { type Image, typeIn } from './item.ts';
import { exposureFromItem, traitsFromItem } from './observed-store.ts';

/** What a record of the stream says, by the type of its item. */
export function changeFromItem(item: Image): Change {
  const type = typeIn(item);
  switch (type) {
    case 'edge':
      return { kind: 'edge', value: edgeFromItem(item) };
    case 'exposure':
      return { kind: 'exposure', value: exposureFromItem(item) };
    case 'traits':
      return { kind: 'traits', value: traitsFromItem(item) };
    case 'event':
      return { kind: 'event', value: eventFromItem(item) };
    default:
      throw new MalformedMessage(`a stored ${type} is nothing that is judged`);
  }
}
