/** Tells of each write with the new value, in the order of the writes: what the table's stream is elsewhere. */
export interface Changes<Value> {
  /** @returns what ends the listening. */
  readonly onChange: (listener: (value: Value) => void) => () => void;
}

export function changeHooks<Value>(): Changes<Value> & { readonly changed: (value: Value) => void } {
  const listeners = new Set<(value: Value) => void>();
  return {
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed(value) {
      for (const listener of listeners) listener(value);
    },
  };
}
