/** One instruction of classic BPF: struct sock_filter of linux/filter.h. */
export interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

/** linux/bpf_common.h and linux/filter.h. */
export const op = {
  loadWord: 0x20, loadHalf: 0x28, loadByte: 0x30, loadWordX: 0x40, loadHalfX: 0x48, loadByteX: 0x50, loadLength: 0x80, loadMemory: 0x60, loadImmediate: 0x00,
  xMemory: 0x61, xHeaderLength: 0xb1, xImmediate: 0x01,
  store: 0x02, storeX: 0x03,
  add: 0x04, addX: 0x0c, subtract: 0x14, subtractX: 0x1c, and: 0x54, shiftLeft: 0x64, shiftRight: 0x74, xorX: 0xac,
  jump: 0x05, jumpEqual: 0x15, jumpGreater: 0x25, jumpAtLeast: 0x35, jumpAnyBit: 0x45,
  ret: 0x06, toX: 0x07, toA: 0x87,
} as const; // prettier-ignore

/** What the kernel tells about a packet beside its bytes: SKF_AD_OFF plus the number of the field. */
export const about = { protocol: 0xffff_f000, packetType: 0xffff_f004, interfaceIndex: 0xffff_f008 } as const;

/** Conditional jumps reach 255 instructions; a program of the kernel has at most 4096. */
const FARTHEST = 255;
const MOST_INSTRUCTIONS = 4096;

type Label = number;
type Line =
  | { readonly kind: 'plain'; readonly code: number; readonly k: number }
  | { readonly kind: 'branch'; readonly code: number; readonly k: number; readonly yes: Label; readonly no: Label }
  | { readonly kind: 'goto'; readonly to: Label }
  | { readonly kind: 'label'; readonly label: Label };

/** Writes a program with labels; jumps only go forward, as the kernel asks. */
export class ProgramWriter {
  readonly #lines: Line[] = [];
  #labels = 0;

  label(): Label {
    this.#labels += 1;
    return this.#labels;
  }

  place(label: Label): void {
    this.#lines.push({ kind: 'label', label });
  }

  do(code: number, k = 0): this {
    this.#lines.push({ kind: 'plain', code, k: k >>> 0 });
    return this;
  }

  branch(code: number, k: number, yes: Label, no: Label): void {
    this.#lines.push({ kind: 'branch', code, k: k >>> 0, yes, no });
  }

  goto(to: Label): void {
    this.#lines.push({ kind: 'goto', to });
  }

  /** From the end to the beginning, so that every distance is known; what lies too far goes through a long jump. */
  finish(): Instruction[] {
    const reversed: Instruction[] = [];
    const places = new Map<Label, number>();
    const distance = (label: Label) => reversed.length - places.get(label)!;
    for (const line of this.#lines.toReversed()) {
      if (line.kind === 'label') places.set(line.label, reversed.length);
      else if (line.kind === 'plain') reversed.push({ code: line.code, jt: 0, jf: 0, k: line.k });
      else if (line.kind === 'goto') {
        if (distance(line.to) > 0) reversed.push({ code: op.jump, jt: 0, jf: 0, k: distance(line.to) });
      } else {
        for (const target of [line.no, line.yes]) {
          if (distance(target) <= FARTHEST - 1) continue;
          reversed.push({ code: op.jump, jt: 0, jf: 0, k: distance(target) });
          places.set(target, reversed.length);
        }
        reversed.push({ code: line.code, jt: distance(line.yes), jf: distance(line.no), k: line.k });
      }
    }
    if (reversed.length > MOST_INSTRUCTIONS) throw new Error(`a filter of ${reversed.length} instructions; the kernel takes ${MOST_INSTRUCTIONS}`); // prettier-ignore
    return reversed.toReversed();
  }
}
