import type { Instruction } from '../../sentinel/sources/wire/bpf.ts';

export interface Skb {
  readonly bytes: Buffer;
  readonly protocol: number;
  /** 0: for this host, 3: for another one, 4: outgoing. */
  readonly packetType?: number;
  readonly interfaceIndex?: number;
}

/** Runs a classic BPF program as net/core/filter.c does, an instruction at a time. @returns bytes kept; 0: refused */
export function runFilter(program: readonly Instruction[], skb: Skb): number {
  const { bytes } = skb;
  const memory = new Uint32Array(16);
  let [a, x] = [0, 0];
  const load = (at: number, size: number): number | undefined => {
    if (at === 0xffff_f000) return skb.protocol;
    if (at === 0xffff_f004) return skb.packetType ?? 0;
    if (at === 0xffff_f008) return skb.interfaceIndex ?? 2;
    return at + size > bytes.length ? undefined : bytes.readUIntBE(at, size);
  };
  for (let pc = 0; ;) {
    const { code, jt, jf, k } = program[pc]!;
    pc += 1;
    const sizes: Readonly<Record<number, number>> = { 0x20: 4, 0x28: 2, 0x30: 1, 0x40: 4, 0x48: 2, 0x50: 1 };
    const size = sizes[code];
    if (size !== undefined) {
      // Relative loads: a sum beyond 31 bits is out of every packet.
      const value = load(code >= 0x40 ? x + k : k, size);
      if (value === undefined) return 0;
      a = value;
      continue;
    }
    const branch = (yes: boolean) => void (pc += yes ? jt : jf);
    switch (code) {
      case 0x80: a = bytes.length; break;
      case 0x60: a = memory[k]!; break;
      case 0x00: a = k; break;
      case 0x61: x = memory[k]!; break;
      case 0x01: x = k; break;
      case 0xb1:
        if (k >= bytes.length) return 0;
        x = (bytes[k]! & 15) * 4;
        break;
      case 0x02: memory[k] = a; break;
      case 0x03: memory[k] = x; break;
      case 0x04: a = (a + k) >>> 0; break;
      case 0x0c: a = (a + x) >>> 0; break;
      case 0x14: a = (a - k) >>> 0; break;
      case 0x1c: a = (a - x) >>> 0; break;
      case 0x54: a = (a & k) >>> 0; break;
      case 0x64: a = (a << k) >>> 0; break;
      case 0x74: a >>>= k; break;
      case 0xac: a = (a ^ x) >>> 0; break;
      case 0x05: pc += k; break;
      case 0x15: branch(a === k); break;
      case 0x25: branch(a > k); break;
      case 0x35: branch(a >= k); break;
      case 0x45: branch((a & k) !== 0); break;
      case 0x06: return k;
      case 0x07: x = a; break;
      case 0x87: a = x; break;
      default: throw new Error(`no such instruction: 0x${code.toString(16)}`);
    } // prettier-ignore
  }
}
