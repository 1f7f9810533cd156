import { op, ProgramWriter, type Instruction } from './bpf.ts';

/**
 * The words in which the filter is written. A condition is tried from left to right; a load beyond the end of a packet
 * ends the program and refuses the packet, so every condition on the payload asks for its length first.
 */
export type Condition =
  | { readonly kind: 'test'; readonly load: Load; readonly jump: number; readonly k: number }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition };

/** Puts a value into A. `name` is equal where the value is: a value that is there already is not loaded again. */
export interface Load {
  readonly name: string;
  readonly write: (program: ProgramWriter) => void;
}

/** Scratch memory: where the payload begins, how long it is, which transport. X holds the first while the payload is looked at. */
export const memory = { payloadAt: 0, payloadLength: 1, scratch: 2, transport: 3 } as const;

export const all = (...of: readonly Condition[]): Condition => ({ kind: 'all', of });
export const any = (...of: readonly Condition[]): Condition => ({ kind: 'any', of });
export const not = (of: Condition): Condition => ({ kind: 'not', of });

export const load = (name: string, ...write: readonly (readonly [number, number?])[]): Load => ({
  name,
  write: (program) => {
    for (const [code, k] of write) program.do(code, k);
  },
});

const LOADS = { 1: op.loadByte, 2: op.loadHalf, 4: op.loadWord } as const;
const LOADS_X = { 1: op.loadByteX, 2: op.loadHalfX, 4: op.loadWordX } as const;
type Size = keyof typeof LOADS;

/** From the beginning of the IP header. */
export const packet = (at: number, size: Size = 1): Load => load(`packet ${at} ${size}`, [LOADS[size], at]);
/** From X on: the transport header, later the payload. */
export const there = (at: number, size: Size = 1): Load => load(`x ${at} ${size}`, [LOADS_X[size], at]);

export const is = (value: Load, k: number): Condition => ({ kind: 'test', load: value, jump: op.jumpEqual, k });
export const atLeast = (value: Load, k: number): Condition => ({ kind: 'test', load: value, jump: op.jumpAtLeast, k });
export const hasAny = (value: Load, k: number): Condition => ({ kind: 'test', load: value, jump: op.jumpAnyBit, k });
export const below = (value: Load, k: number): Condition => not(atLeast(value, k));
export const masked = (value: Load, mask: number): Load => ({
  name: `${value.name} & ${mask}`,
  write: (program) => {
    value.write(program);
    program.do(op.and, mask);
  },
});

const payloadLength = load('payload length', [op.loadMemory, memory.payloadLength]);
/** The payload has at least so many bytes. */
export const has = (bytes: number): Condition => atLeast(payloadLength, bytes);
/** The payload begins with this text, of which four bytes are compared at a time. */
export const begins = (text: string, at = 0): Condition => {
  const bytes = Buffer.from(text, 'latin1');
  const words: Condition[] = [];
  for (let offset = 0; offset < bytes.length; offset += 4) {
    const size = Math.min(4, bytes.length - offset);
    const word = Buffer.alloc(4);
    bytes.copy(word, 0, offset);
    const whole = there(at + offset, 4);
    words.push(is(size === 4 ? whole : masked(whole, (0xffff_ffff << (8 * (4 - size))) >>> 0), word.readUInt32BE(0)));
  }
  return all(...words);
};

/** `value` plus `more` is the length of the payload: what a message says of its own length. X is used and put back. */
export const spansPayload = (value: Load, more: number): Condition =>
  is(
    {
      name: `${value.name} + ${more} - payload length`,
      write: (program) => {
        value.write(program);
        program.do(op.add, more).do(op.xMemory, memory.payloadLength).do(op.subtractX).do(op.xMemory, memory.payloadAt);
      },
    },
    0,
  );

/** The payload ends with these bytes (at most four). */
export const ends = (last: number, size: Size): Condition =>
  is(
    {
      name: `last ${size}`,
      write: (program) => {
        program.do(op.loadLength).do(op.subtract, size).do(op.toX).do(LOADS_X[size], 0).do(op.xMemory, memory.payloadAt); // prettier-ignore
      },
    },
    last,
  );

/** Two bytes of the payload, one covered by the other with XOR, as WebSocket clients do. */
export const unmasked = (at: number, mask: number): Load =>
  load(`x ${at} ^ ${mask}`, [op.loadByteX, mask], [op.store, memory.scratch], [op.loadByteX, at], [op.xMemory, memory.scratch], [op.xorX], [op.xMemory, memory.payloadAt]); // prettier-ignore

export type Step =
  | {
      readonly kind: 'when';
      readonly condition: Condition;
      readonly met: 'keep' | 'drop' | readonly Step[];
      readonly otherwise: readonly Step[];
    }
  | { readonly kind: 'set'; readonly write: (program: ProgramWriter) => void }
  | { readonly kind: 'end'; readonly verdict: 'keep' | 'drop' };

export const when = (wanted: Condition, met: 'keep' | 'drop' | readonly Step[], otherwise: readonly Step[] = []): Step => ({ kind: 'when', condition: wanted, met, otherwise }); // prettier-ignore
export const set = (write: (program: ProgramWriter) => void): Step => ({ kind: 'set', write });
export const keep: Step = { kind: 'end', verdict: 'keep' };
export const drop: Step = { kind: 'end', verdict: 'drop' };

/** @param snapLength bytes that are kept of a packet */
export function compile(steps: readonly Step[], snapLength: number): Instruction[] {
  const program = new ProgramWriter();
  const verdicts = { keep: program.label(), drop: program.label() };
  const writeAll = (list: readonly Step[]): void => {
    for (const step of list) {
      if (step.kind === 'end') program.goto(verdicts[step.verdict]);
      else if (step.kind === 'set') step.write(program);
      else {
        const [block, otherwise, next] = [program.label(), program.label(), program.label()];
        const yes = typeof step.met === 'string' ? verdicts[step.met] : block;
        condition(program, step.condition, yes, otherwise, undefined);
        if (typeof step.met !== 'string') {
          program.place(block);
          writeAll(step.met);
          program.goto(next);
        }
        program.place(otherwise);
        writeAll(step.otherwise);
        program.place(next);
      }
    }
  };
  writeAll(steps);
  program.goto(verdicts.drop);
  program.place(verdicts.keep);
  program.do(op.ret, snapLength);
  program.place(verdicts.drop);
  program.do(op.ret, 0);
  return program.finish();
}

/** @returns the name of what A holds at every way out, where that is one thing */
function condition(program: ProgramWriter, wanted: Condition, yes: number, no: number, held: string | undefined): string | undefined {
  if (wanted.kind === 'not') return condition(program, wanted.of, no, yes, held);
  if (wanted.kind === 'test') {
    if (wanted.load.name !== held) wanted.load.write(program);
    program.branch(wanted.jump, wanted.k, yes, no);
    return wanted.load.name;
  }
  const holds = new Set<string | undefined>();
  let now = held;
  for (const [index, part] of wanted.of.entries()) {
    const next = index === wanted.of.length - 1 ? undefined : program.label();
    now = wanted.kind === 'all' ? condition(program, part, next ?? yes, no, now) : condition(program, part, yes, next ?? no, now);
    if (next !== undefined) program.place(next);
    holds.add(now);
  }
  return holds.size === 1 ? now : undefined;
} // prettier-ignore
