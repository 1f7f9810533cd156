import { createContext, Script } from 'node:vm';
import { StartError } from '../start-error.ts';

/** The address that a CloudFront function makes of a request's. */
export type EdgeFunction = (uri: string) => string;

/** Runs the text of the template, in a world of its own that has nothing but the language. */
export function edgeFunction(id: string, code: string): EdgeFunction {
  const world = createContext(Object.create(null) as object, { codeGeneration: { strings: false, wasm: false } });
  try {
    new Script(code).runInContext(world);
  } catch (error) {
    throw new StartError(`${id} is not a CloudFront function that can be run: ${String(error)}`);
  }
  // Texts go in and come out as JSON, so that no object of ours is within its reach.
  const call = new Script('JSON.stringify(handler(JSON.parse(event)).uri)');
  return (uri) => {
    Object.assign(world, { event: JSON.stringify({ request: { uri, method: 'GET', headers: {}, querystring: {} } }) });
    const result: unknown = JSON.parse(String(call.runInContext(world, { timeout: 5_000 })));
    if (typeof result !== 'string') throw new Error(`${id} gave a request without an address`);
    return result;
  };
}
