import fc from 'fast-check';
import { TupleTable } from '../../sentinel/conversation/tuple-table.ts';
import { emptyPacket, parseIp4, parseIp6, TCP, UDP } from '../../sentinel/packet/ip.ts';
import { ip } from './packets.ts';

const ends = fc.record({
  version: fc.constantFrom(4, 6),
  proto: fc.constantFrom(TCP, UDP),
  one: fc.integer({ min: 1, max: 3 }),
  other: fc.integer({ min: 1, max: 3 }),
  onePort: fc.constantFrom(53, 80, 65_535),
  otherPort: fc.constantFrom(53, 80, 65_535),
});
type Ends = typeof ends extends fc.Arbitrary<infer Value> ? Value : never;

function look(table: TupleTable<string>, { version, proto, one, other, onePort, otherPort }: Ends, back = false): void {
  const address = (host: number) => (version === 4 ? `10.0.0.${host}` : `fd00::${host}`);
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(back ? otherPort : onePort, 0);
  ports.writeUInt16BE(back ? onePort : otherPort, 2);
  const bytes = ip(address(back ? other : one), address(back ? one : other), proto, ports);
  const packet = emptyPacket();
  (version === 4 ? parseIp4 : parseIp6)(bytes, 0, packet);
  table.look(packet, bytes);
}
const keyOf = ({ version, proto, one, other, onePort, otherPort }: Ends): string =>
  [version, proto, ...[`${one}:${onePort}`, `${other}:${otherPort}`].toSorted()].join(' ');

describe('the table of tuples', () => {
  test('holds what a map of their texts holds, both ways', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ ends, removes: fc.boolean() }), { maxLength: 60 }), (steps) => {
        const table = new TupleTable<string>();
        const model = new Map<string, { entry: number; value: string }>();
        for (const [index, { ends: tuple, removes }] of steps.entries()) {
          const key = keyOf(tuple);
          look(table, tuple);
          expect(table.find()).toBe(model.get(key)?.entry ?? -1);
          if (removes && model.has(key)) {
            table.remove(model.get(key)!.entry);
            model.delete(key);
          } else {
            model.set(key, { entry: table.put(`v${index}`, 'client'), value: `v${index}` });
            look(table, tuple, true);
            const isSameEnd = tuple.one === tuple.other && tuple.onePort === tuple.otherPort;
            expect(table.side(table.find())).toBe(isSameEnd ? 'client' : 'server');
          }
          for (const { entry, value } of model.values()) expect(table.conversation(entry)).toBe(value);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('grows, and finds all that it holds', () => {
    const table = new TupleTable<number>();
    const packet = emptyPacket();
    const bytes = ip('10.0.0.1', '10.0.0.2', TCP, Buffer.alloc(4));
    parseIp4(bytes, 0, packet);
    const at = (port: number) => {
      bytes.writeUInt16BE(port, packet.offset);
      table.look(packet, bytes);
    };
    for (let port = 0; port < 5000; port += 1) {
      at(port);
      table.put(port, 'client');
    }
    for (let port = 0; port < 5000; port += 1) {
      at(port);
      expect(table.conversation(table.find())).toBe(port);
    }
  });
});
