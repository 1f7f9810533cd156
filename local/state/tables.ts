import { damaged, StartError } from '../start-error.ts';

/** Opens the table store, and turns what LevelDB says of a damaged one into a sentence. */
export async function openTables<T>(folder: string, open: (folder: string) => Promise<T>): Promise<T> {
  try {
    return await open(folder);
  } catch (error) {
    const causes = causesOf(error);
    if (causes.some((one) => (one as { code?: string }).code === 'LEVEL_LOCKED')) {
      throw new StartError(`${folder} is in use by another process: stop that one, or choose another state folder.`);
    }
    throw damaged(folder, causes.map(({ message }) => message).join(': '));
  }
}

function causesOf(error: unknown): readonly Error[] {
  if (!(error instanceof Error)) return [new Error(String(error))];
  return error.cause === undefined ? [error] : [error, ...causesOf(error.cause)];
}
