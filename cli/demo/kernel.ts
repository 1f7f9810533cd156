import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Lab, labMissing, ready, resolverAddress } from '../../local/lab/lab.ts';
import { passageTo } from '../../local/lab/passage.ts';
import type { KubernetesObject } from '../../local/kubernetes/object.ts';
import { exitCodes, Failure } from '../failure.ts';

export interface Campaign {
  readonly miner: { readonly address: string; readonly node: string };
  readonly gateway: { readonly address: string };
  /** Of those who take part in nothing else. */
  readonly addresses: readonly string[];
}

export interface CampaignOptions {
  readonly campaign: Campaign;
  readonly url: string;
  readonly token: string;
  /** Resolves once both texts have come, or did not in time. */
  readonly told: () => Promise<void>;
}

const root = path.resolve(import.meta.dirname, '../..');
const program = path.join(root, 'local/lab/program.ts');
/** The workload that appears in the scenario. */
export const attacked = 'ddsfdfsaadfs';
/** Whom it calls, in the scenario too. */
export const poolName = 'xmr-eu9.nanopool.org';
const attacker = '198.51.100.77';
const pool = '203.0.113.66';

/** @throws Failure where this machine cannot carry the campaign */
export function kernelNeeds(): void {
  const missing = labMissing(['setpriv', 'curl']);
  if (missing !== undefined) throw new Failure(`--kernel plays the attack with real programs in network namespaces: ${missing}.`, 'Run it as root on Linux with iproute2, iptables and curl installed; without --kernel the demo needs none of them.', exitCodes.usage); // prettier-ignore
}

/** Who takes part in it, from the objects of the cluster at that time. */
export function campaignOf(objects: readonly KubernetesObject[]): Campaign {
  const miner = podOf(objects, attacked);
  return { miner, gateway: podOf(objects, 'istio-ingressgateway'), addresses: [attacker, miner.address] };
}

/**
 * The campaign by real programs: somebody from the internet walks in through the gateway, then a pod looks up a pool and
 * says what miners say. A real sentinel on the node sees it and posts it. Nothing is computed, nothing leaves this machine.
 * @returns when the miner's connection was there, as performance.now() tells time
 */
export async function attackInNamespaces({
  campaign: { miner, gateway },
  url,
  token,
  told,
}: CampaignOptions): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-kernel-'));
  const tokenFile = path.join(folder, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const lab = Lab.build({ pods: [{ name: 'miner', addresses: [miner.address] }, { name: 'gate', addresses: [gateway.address] }], outside: [attacker, pool] }); // prettier-ignore
  const passage = await passageTo(lab, 'node', url);
  try {
    await Promise.all([
      lab.serve('ext', ['pool', pool, '14444']),
      lab.serve('ext', ['dns', resolverAddress, '53', `${poolName}=${pool}`]),
      lab.serve('gate', ['http', gateway.address, '8080']),
    ]);
    const capabilities = ['--bounding-set', '-all,+net_raw', '--inh-caps', '-all,+net_raw', '--no-new-privs'];
    const sentinel = lab.start('node', 'setpriv', [...capabilities, process.execPath, path.join(root, 'sentinel/main.mjs'), '--wire', '--post', passage.url, '--token-file', tokenFile, '--node', miner.node]); // prettier-ignore
    await ready(sentinel, /watching/);
    const walksIn = (...args: readonly string[]) => lab.run('ext', 'curl', ['-s', '-m', '5', '-o', '/dev/null', '--interface', attacker, ...args]); // prettier-ignore
    await walksIn(`http://${gateway.address}:8080/`);
    await walksIn('-X', 'POST', `http://${gateway.address}:8080/api/workgroup/create`);
    const { out } = await lab.run('miner', process.execPath, [program, 'miner', poolName, '14444', '3', miner.address, resolverAddress]); // prettier-ignore
    const connected = Number(/connected (\d+)/.exec(out)?.[1]);
    if (!Number.isFinite(connected)) throw new Failure('The pod in the namespace did not reach the pool.');
    await told();
    return performance.now() - (Date.now() - connected);
  } finally {
    await lab.destroy();
    await passage.close();
    rmSync(folder, { recursive: true });
  }
}

function podOf(
  objects: readonly KubernetesObject[],
  name: string,
): { readonly address: string; readonly node: string } {
  for (const { kind, metadata, spec, status } of objects) {
    const address = (status as { podIP?: unknown } | undefined)?.podIP;
    const node = (spec as { nodeName?: unknown } | undefined)?.nodeName;
    if (kind === 'Pod' && metadata.name.startsWith(`${name}-`) && typeof address === 'string' && typeof node === 'string') return { address, node }; // prettier-ignore
  }
  throw new Failure(`The scenario has no running pod of ${name}.`);
}
