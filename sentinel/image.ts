// Where the bundle of the image begins; the launcher of a checkout is main.mjs.
import { main } from './main.ts';

process.exitCode = await main(process.argv.slice(2));
