/** Hands out addresses of one cluster in a fixed order, never one that the scenario gave to somebody by name. */
export class Addresses {
  readonly #taken: ReadonlySet<string>;
  readonly #next: Record<Plan, number> = { node: 0, pod: 0, service: 0 };

  constructor(taken: ReadonlySet<string>) {
    this.#taken = taken;
  }

  node(): string {
    return this.#free('node', (at) => `10.0.${at >> 8}.${at & 255}`, 10);
  }

  pod(): string {
    return this.#free('pod', (at) => `10.${1 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`, 2);
  }

  service(): string {
    return this.#free('service', (at) => `172.20.${(at >> 8) & 255}.${at & 255}`, 20);
  }

  #free(plan: Plan, address: (at: number) => string, first: number): string {
    for (;;) {
      const at = first + this.#next[plan]++;
      const last = at & 255;
      // .0 and .255 look like networks and broadcasts to people.
      if (last === 0 || last === 255) continue;
      const candidate = address(at);
      if (!this.#taken.has(candidate)) return candidate;
    }
  }
}

type Plan = 'node' | 'pod' | 'service';

// Documentation ranges (RFC 5737) first, then the benchmarking range (RFC 2544): none of them is anybody's.
const documentation = ['203.0.113', '198.51.100', '192.0.2'];

/** The public address number `at`: one for each outside name of a scenario, in the order in which they are met. */
export function outsideAddress(at: number): string {
  const network = documentation[Math.floor(at / 250)];
  if (network !== undefined) return `${network}.${1 + (at % 250)}`;
  const rest = at - documentation.length * 250;
  return `198.${18 + ((rest >> 16) & 1)}.${(rest >> 8) & 255}.${rest & 255}`;
}
