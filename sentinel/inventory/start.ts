// Where the second bundle of the image begins: what pushes the inventory is no part of what watches a node.
import { main } from './main.ts';

process.exitCode = await main(process.argv.slice(2));
