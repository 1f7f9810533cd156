import type { End } from './conversation.ts';

/** A power of two. */
const PLACES = 1024;

/** Ends that come again and again, as those of servers do: made once, and written out once. */
export class KnownEnds {
  readonly #places: (End | undefined)[] = Array.from({ length: PLACES });

  of(address: string, port: number): End {
    const { length } = address;
    const hash = (address.charCodeAt(length - 1) << 6) ^ (address.charCodeAt(length - 2) << 3) ^ address.charCodeAt(length - 3) ^ (port * 31); // prettier-ignore
    const place = hash & (PLACES - 1);
    const kept = this.#places[place];
    if (kept !== undefined && kept.port === port && kept.address === address) return kept;
    const made: End = { address, port, text: textOf(address, port) };
    this.#places[place] = made;
    return made;
  }
}

const textOf = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

export const endText = ({ address, port, text }: End): string => text ?? textOf(address, port);
