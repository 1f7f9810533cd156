import { Command } from 'commander';
import { wasParsed } from '../command-line.ts';
import { anyAddress, url, whole } from '../option-values.ts';
import { Refusal } from '../refusal.ts';
import { serviceAccountFolder } from './cluster-door.ts';

export interface PushOptions {
  readonly post?: URL;
  readonly tokenFile?: string;
  readonly caFile?: string;
  readonly kubernetes?: URL;
  readonly kubernetesTokenFile: string;
  readonly kubernetesCaFile: string;
  /** Seconds between looks. */
  readonly every: number;
  readonly once: boolean;
  readonly print: boolean;
  readonly listen?: { readonly host: string; readonly port: number };
}

const EXAMPLES = `
Examples:
  node sentinel/inventory/start.ts --print --kubernetes https://10.0.0.1:6443 --kubernetes-token-file token --kubernetes-ca-file ca.crt
  node /opt/plumbline/inventory.mjs --post https://ingest.example.com --token-file /var/run/plumbline/token/token

Exit codes: 0 done, 1 something went wrong, 2 wrong usage. The chart runs it with --set inventory.push=true: docs/deploy.md.`;

export type Parsed =
  { readonly kind: 'push'; readonly options: PushOptions } | { readonly kind: 'leave'; readonly code: number };

/** @throws Refusal (exit code 2) naming the option and what would do */
export function parsePushOptions(args: readonly string[], write: (text: string) => void): Parsed {
  const command = new Command('inventory')
    .description('Lists what runs in the cluster around it and pushes that to an installation which cannot ask the cluster itself.')
    .option('--post <url>', 'the installation (POST /v1/inventory)', url)
    .option('--token-file <file>', 'file that holds the bearer token for --post; read again before each try')
    .option('--ca-file <file>', 'certificates of a private authority of the installation, PEM, beside the usual ones')
    .option('--kubernetes <url>', 'the Kubernetes API (default: that of the cluster whose pod this is)', url)
    .option('--kubernetes-token-file <file>', 'the token to ask it with; read again each time', `${serviceAccountFolder}/token`)
    .option('--kubernetes-ca-file <file>', 'its authority, PEM', `${serviceAccountFolder}/ca.crt`)
    .option('--every <seconds>', 'time between looks', whole(10, 600), 60)
    .option('--once', 'look and push once, and leave', false)
    .option('--print', 'print what would be pushed as JSON, push nothing, and leave', false)
    .option('--listen <address>', 'serve /livez, /readyz and /metrics here, as in 0.0.0.0:9465', anyAddress); // prettier-ignore
  if (!wasParsed(command, EXAMPLES, args, write)) return { kind: 'leave', code: 0 };
  const options = command.opts<PushOptions>();
  if (options.post === undefined && !options.print) throw new Refusal('nowhere to push to: add --post <url>, or --print; see --help', 2); // prettier-ignore
  if (options.post !== undefined && options.print) throw new Refusal('--print pushes nothing: leave out --post <url>; see --help', 2); // prettier-ignore
  if (options.post !== undefined && options.tokenFile === undefined) throw new Refusal('--post needs --token-file <file>; see --help', 2); // prettier-ignore
  return { kind: 'push', options };
}
