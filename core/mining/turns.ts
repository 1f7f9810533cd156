import { looksRandom, noiseSizes, openingBytes, openingMatch, openingReason, type OpeningMatch } from './opening.ts';
import type { MiningEvidence } from '../operation.ts';
import { reasons } from './reasons.ts';
import type { Ending } from './tally.ts';
import type { MiningVerdict } from './verdict.ts';

interface Side {
  readonly head: Uint8Array;
  total: number;
  /** How many bytes it had sent when the other side took its next turn; undefined before that. */
  firstTurn: number | undefined;
  match: OpeningMatch | undefined;
}

/** The first bytes of both directions, and the sizes of their first turns: what binary protocols are told by. */
export class Turns {
  readonly #client = newSide();
  readonly #server = newSide();

  push(client: boolean, bytes: Uint8Array): void {
    const [side, other] = client ? [this.#client, this.#server] : [this.#server, this.#client];
    if (other.total > 0 && bytes.length > 0) other.firstTurn ??= other.total;
    if (side.total < openingBytes) {
      side.head.set(bytes.subarray(0, openingBytes - side.total), side.total);
      side.match ??= openingMatch(side.head.subarray(0, Math.min(openingBytes, side.total + bytes.length)));
    }
    side.total += bytes.length;
  }

  verdict(ending: Ending | undefined): MiningVerdict | undefined {
    const [client, server] = [this.#client.match, this.#server.match];
    const match = client ?? server;
    if (match === undefined) return this.#isNoise() ? stratum2([], [reasons.noiseSizes]) : undefined;
    if (match.dialect === 'stratum-v2')
      return stratum2(match.host === undefined ? [] : [match.host], [reasons.plainSetup]);
    const seen = [client, server].filter((one) => one?.dialect === match.dialect).filter((one) => one !== undefined);
    const answered = server?.dialect === match.dialect;
    const evidence: MiningEvidence = answered ? 'session' : ending === undefined ? 'intent' : 'refused';
    const counts = new Map<string, number>();
    for (const { method } of seen) counts.set(method, (counts.get(method) ?? 0) + 1);
    return {
      app: 'crypto-node',
      dialect: match.dialect,
      evidence,
      methods: [...counts].map(([method, count]) => ({ method, count })),
      poolHosts: [],
      reasons: [
        ...(client?.dialect === match.dialect ? [reasons[openingReason(match.dialect, true)]] : []),
        ...(answered ? [reasons[openingReason(match.dialect, false)]] : []),
      ],
    };
  }

  #isNoise(): boolean {
    return (
      this.#client.firstTurn === noiseSizes.client &&
      this.#server.firstTurn === noiseSizes.server &&
      looksRandom(this.#client.head.subarray(0, noiseSizes.client)) &&
      looksRandom(this.#server.head.subarray(0, noiseSizes.client))
    );
  }
}

function newSide(): Side {
  return { head: new Uint8Array(openingBytes), total: 0, firstTurn: undefined, match: undefined };
}

function stratum2(poolHosts: readonly string[], told: readonly string[]): MiningVerdict {
  return { app: 'mining', dialect: 'stratum-v2', evidence: 'hint', methods: [], poolHosts, reasons: told };
}
