import { addressOf } from './cidr.ts';
import { entryOf } from './entry.ts';
import type { Gathering } from './gathering.ts';
import { linesOf, longestLine, withoutComment } from './text.ts';

/** What every hosts file says of the machine itself. */
const ownNames = new Set([
  'localhost', 'localhost.localdomain', 'local', 'broadcasthost', 'ip6-localhost', 'ip6-loopback', 'ip6-localnet', 'ip6-mcastprefix',
  'ip6-allnodes', 'ip6-allrouters', 'ip6-allhosts', '0.0.0.0',
]); // prettier-ignore

/** `0.0.0.0 name [name …]`: the names are listed, the address is only where a blocker sends them. */
export function gatherHosts(text: string, into: Gathering): void {
  for (const line of linesOf(text)) {
    if (into.full) return;
    if (line.length > longestLine) {
      into.flaw('too-long');
      continue;
    }
    const bare = withoutComment(line);
    if (bare === '') continue;
    const [address = '', ...names] = bare.split(/\s+/);
    if (addressOf(address.split('%', 1)[0] ?? '') === undefined) into.flaw('bad-address');
    else if (names.length === 0) into.flaw('missing-value');
    else for (const name of names) gatherName(name, into);
  }
}

function gatherName(name: string, into: Gathering): void {
  if (ownNames.has(name.toLowerCase())) {
    into.pass('own-name');
    return;
  }
  const entry = entryOf(name);
  if (typeof entry === 'string') into.flaw(entry);
  else if (entry.kind !== 'name') into.flaw('not-a-name');
  else into.take(entry);
}
