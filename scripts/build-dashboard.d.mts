import type { Metafile } from 'esbuild';

/** The dashboard as files to serve, in the folder `out`, which then holds nothing else. */
export declare function buildDashboard(options: { readonly out: string }): Promise<Metafile>;
