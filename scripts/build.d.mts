/** See build.mjs. */
export function build(options?: {
  out?: string;
}): Promise<{ handlers: string; site: string; app: string; bytes: Record<string, number> }>;
