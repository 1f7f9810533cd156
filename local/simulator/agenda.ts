interface Entry<Item> {
  readonly at: number;
  readonly rank: number;
  readonly order: number;
  readonly item: Item;
}

/**
 * What is still to happen, earliest first. At one moment the lower rank comes first, then what was put in first, so that
 * nothing depends on how the heap happens to lie.
 */
export class Agenda<Item> {
  readonly #heap: Entry<Item>[] = [];
  #order = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** When the next thing happens. */
  peek(): number | undefined {
    return this.#heap[0]?.at;
  }

  put(at: number, rank: number, item: Item): void {
    const heap = this.#heap;
    heap.push({ at, rank, order: this.#order++, item });
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (before(heap[parent]!, heap[child]!)) return;
      [heap[parent], heap[child]] = [heap[child]!, heap[parent]!];
      child = parent;
    }
  }

  take(): { readonly at: number; readonly item: Item } | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (heap.length === 0) return first;
    heap[0] = last;
    let parent = 0;
    for (;;) {
      const left = 2 * parent + 1;
      if (left >= heap.length) return first;
      const right = left + 1;
      const child = right < heap.length && before(heap[right]!, heap[left]!) ? right : left;
      if (before(heap[parent]!, heap[child]!)) return first;
      [heap[parent], heap[child]] = [heap[child]!, heap[parent]!];
      parent = child;
    }
  }
}

function before<Item>(one: Entry<Item>, other: Entry<Item>): boolean {
  return (one.at - other.at || one.rank - other.rank || one.order - other.order) < 0;
}
