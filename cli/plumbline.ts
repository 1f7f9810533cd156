import { processIo } from './io.ts';
import { run } from './program.ts';

process.exitCode = await run(process.argv.slice(2), processIo());
// Whatever a library still keeps open must not keep the person waiting.
process.stdout.write('', () => process.exit());
