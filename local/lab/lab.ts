import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface LabPod {
  readonly name: string;
  /** One pod may stand for several: each address is routed to it. */
  readonly addresses: readonly string[];
  readonly address6?: string;
}

export interface LabOptions {
  readonly pods: readonly LabPod[];
  /** Addresses of the world outside, all on one host. */
  readonly outside: readonly string[];
  /** Service addresses, translated as kube-proxy does: `address:port` to the pods behind it. */
  readonly services?: readonly { readonly address: string; readonly port: number; readonly proto: 'tcp' | 'udp'; readonly to: readonly string[] }[]; // prettier-ignore
  readonly dualStack?: boolean;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Of the node: its primary address, to which what leaves the network is translated. */
export const nodeAddress = '10.0.0.10';
/** The resolver that the network gives, on the outside host. */
export const resolverAddress = '10.0.0.1';
const INSIDE = '10.0.0.0/16';

/** What the lab needs of this machine; undefined where it has all of it. */
export function labMissing(programs: readonly string[] = []): string | undefined {
  if (process.platform !== 'linux') return `network namespaces need Linux, this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const missing = ['ip', 'iptables', ...programs].filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0); // prettier-ignore
  return missing.length === 0 ? undefined : `missing here: ${missing.join(', ')}`;
}

/**
 * A node of EKS in network namespaces: pods wired as the VPC CNI does (a /32 each, a route and a rule on the node, no
 * bridge), a second interface for what pods send, translation of services as kube-proxy does it, and one host that is
 * everything outside. Real programs talk in it; nothing leaves this machine.
 */
export class Lab {
  readonly #prefix: string;
  readonly #options: LabOptions;
  readonly #running: ChildProcess[] = [];

  private constructor(options: LabOptions) {
    this.#prefix = `plumb${process.pid}`;
    this.#options = options;
  }

  /** @throws Error with what `ip` or `iptables` said */
  static build(options: LabOptions): Lab {
    const lab = new Lab(options);
    const { status, stderr } = spawnSync('bash', ['-euc', lab.#script()], { encoding: 'utf8' });
    if (status === 0) return lab;
    lab.#remove();
    throw new Error(`the namespaces could not be made: ${stderr.trim()}`);
  }

  namespace(name: string): string {
    return `${this.#prefix}-${name}`;
  }

  /** Runs a program in a namespace to its end. */
  async run(namespace: string, program: string, args: readonly string[], timeoutMs = 20_000): Promise<Ended> {
    const child = this.start(namespace, program, args);
    const ended = { code: null as number | null, out: '', err: '' };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => void (ended.out += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => void (ended.err += text));
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    ended.code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    clearTimeout(timer);
    return ended;
  }

  /** Starts a program in a namespace; it ends with the lab at the latest. */
  start(namespace: string, program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', this.namespace(namespace), program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
    this.#running.push(child);
    child.on('error', () => {});
    return child;
  } // prettier-ignore

  /** Starts one of our own small programs and waits until it says that it is ready. */
  async serve(namespace: string, args: readonly string[]): Promise<ChildProcess> {
    const child = this.start(namespace, process.execPath, [path.join(import.meta.dirname, 'program.ts'), ...args]);
    await ready(child, /^ready/m);
    return child;
  }

  async destroy(): Promise<void> {
    const living = this.#running.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const ended = living.map((child) => once(child, 'exit'));
    for (const child of living) child.kill('SIGTERM');
    const patience = setTimeout(() => living.forEach((child) => child.kill('SIGKILL')), 6000);
    await Promise.all(ended);
    clearTimeout(patience);
    this.#remove();
  }

  #names(): string[] {
    return ['node', 'ext', ...this.#options.pods.map(({ name }) => name)].map((name) => this.namespace(name));
  }

  #remove(): void {
    for (const name of this.#names()) spawnSync('ip', ['netns', 'del', name]);
  }

  #script(): string {
    const { pods, outside, services = [], dualStack = false } = this.#options;
    const ns = (name: string) => this.namespace(name);
    const node = ns('node');
    const ext = ns('ext');
    const inNode = `ip netns exec ${node}`;
    const lines = [
      ...this.#names().map((name) => `ip netns add ${name}; ip -n ${name} link set lo up`),
      `${inNode} sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0`,
      `ip netns exec ${ext} sysctl -qw net.ipv4.ip_forward=1`,
    ];
    for (const { name, addresses, address6 } of pods) {
      const pod = ns(name);
      lines.push(`ip link add eni${name} netns ${node} type veth peer name eth0 netns ${pod}`, `ip -n ${node} link set eni${name} up`, `ip -n ${pod} link set eth0 up`, `mac=$(ip -n ${node} -o link show eni${name} | sed 's/.*link.ether \\([^ ]*\\).*/\\1/')`);
      for (const address of addresses) lines.push(`ip -n ${pod} addr add ${address}/32 dev eth0`, `ip -n ${node} route add ${address}/32 dev eni${name} scope link`, `ip -n ${node} rule add pref 512 to ${address} lookup main`, `ip -n ${node} rule add pref 1536 from ${address} lookup 2`);
      lines.push(`ip -n ${pod} route add 169.254.1.1 dev eth0 scope link`, `ip -n ${pod} route add default via 169.254.1.1 dev eth0 src ${addresses[0]}`, `ip -n ${pod} neigh add 169.254.1.1 lladdr $mac dev eth0 nud permanent`);
      if (dualStack && address6 !== undefined) lines.push(`ip -n ${pod} addr add ${address6}/128 dev eth0 nodad`, `ip -n ${pod} route add fe80::1 dev eth0`, `ip -n ${pod} route add default via fe80::1 dev eth0`, `ip -n ${pod} neigh add fe80::1 lladdr $mac dev eth0 nud permanent`, `ip -n ${node} route add ${address6}/128 dev eni${name}`);
    }
    for (const device of ['eth0', 'eth1']) lines.push(`ip link add ${device} netns ${node} type veth peer name v${device} netns ${ext}`, `ip -n ${node} link set ${device} up`, `ip -n ${ext} link set v${device} up`);
    lines.push(`ip -n ${node} addr add ${nodeAddress}/24 dev eth0`, `ip -n ${node} addr add 10.0.2.10/24 dev eth1`, `ip -n ${ext} addr add ${resolverAddress}/24 dev veth0`, `ip -n ${ext} addr add 10.0.2.1/24 dev veth1`);
    for (const address of outside) lines.push(address.includes(':') ? `ip -n ${ext} addr add ${address}/128 dev lo nodad` : `ip -n ${ext} addr add ${address}/32 dev lo`);
    for (const address of pods.flatMap((pod) => pod.addresses)) lines.push(`ip -n ${ext} route add ${address}/32 via 10.0.2.10`);
    lines.push(`ip -n ${node} route add default via ${resolverAddress} dev eth0`, `ip -n ${node} route add default via 10.0.2.1 dev eth1 table 2`);
    if (dualStack) {
      lines.push(`ip -n ${node} addr add fd00:20::10/64 dev eth1 nodad; ip -n ${ext} addr add fd00:20::1/64 dev veth1 nodad`, `ip -n ${node} route add default via fd00:20::1 dev eth1`);
      for (const { address6 } of pods) if (address6 !== undefined) lines.push(`ip -n ${ext} route add ${address6}/128 via fd00:20::10`);
    }
    const nat = `${inNode} iptables -w -t nat`;
    lines.push(`${nat} -N KUBE-SERVICES; ${nat} -N KUBE-MARK-MASQ; ${nat} -N KUBE-POSTROUTING`, `${nat} -A PREROUTING -j KUBE-SERVICES; ${nat} -A OUTPUT -j KUBE-SERVICES; ${nat} -A POSTROUTING -j KUBE-POSTROUTING`);
    lines.push(`${nat} -A KUBE-MARK-MASQ -j MARK --or-mark 0x4000`, `${nat} -A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN`, `${nat} -A KUBE-POSTROUTING -j MARK --xor-mark 0x4000`, `${nat} -A KUBE-POSTROUTING -j MASQUERADE --random-fully`);
    for (const [index, { address, port, proto, to }] of services.entries()) {
      lines.push(`${nat} -N KUBE-SVC-${index}; ${nat} -A KUBE-SERVICES -d ${address}/32 -p ${proto} --dport ${port} -j KUBE-SVC-${index}`);
      for (const [at, backend] of to.entries()) {
        const share = at === to.length - 1 ? '' : `-m statistic --mode random --probability ${1 / (to.length - at)}`;
        lines.push(`${nat} -N KUBE-SEP-${index}-${at}; ${nat} -A KUBE-SVC-${index} ${share} -j KUBE-SEP-${index}-${at}`, `${nat} -A KUBE-SEP-${index}-${at} -s ${backend.split(':')[0]}/32 -j KUBE-MARK-MASQ`, `${nat} -A KUBE-SEP-${index}-${at} -p ${proto} -j DNAT --to-destination ${backend}`);
      }
    }
    // What leaves the network takes the node's address, as the VPC CNI does.
    lines.push(`${nat} -A POSTROUTING ! -d ${INSIDE} ! -o lo -m addrtype ! --dst-type LOCAL -j SNAT --to-source ${nodeAddress} --random-fully`);
    return lines.join('\n');
  } // prettier-ignore
}

/** Resolves once a program has said that it is ready. */
export async function ready(child: ChildProcess, word: RegExp, timeoutMs = 60_000): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready within ${timeoutMs} ms: ${said}`)), timeoutMs);
    const hear = (text: Buffer) => {
      said += text.toString();
      if (!word.test(said)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready: ${said}`)));
  });
}
