// Kinds of poison through the parser and the guards that ship: what stops each. Prints the table of docs/feeds.md, which
// test/core/feeds/docs.test.ts holds to it.
import { poison, poisonTable, stoppedBy } from '../test/lambdas/refresh-intel/poisons.ts';

console.log(poisonTable());
const kept = poison.filter(([, entry]) => stoppedBy(entry) === 'kept');
console.log(`\n${poison.length} kinds planted, ${poison.length - kept.length} stopped, ${kept.length} kept: ${kept.map(([kind]) => kind).join(', ') || 'none'}`); // prettier-ignore
