import type { MiningEvidence } from '../operation.ts';
import { answerTo, givenUnasked } from './answer.ts';
import type { Clue } from './clue.ts';
import { cryptonoteClue } from './cryptonote-clue.ts';
import type { HttpHead } from './http-head.ts';
import { isText, textOf, type JsonNode, type JsonRecord } from './json-node.ts';
import { poolHostIn } from './pool-host.ts';
import { stratumClue } from './stratum-clue.ts';
import { Tally, type Ending } from './tally.ts';
import type { MiningDialect, MiningVerdict } from './verdict.ts';
import { isPushedEthereumWork, workClue } from './work-clue.ts';

/** How many questions await an answer at most, and how many pool hosts are told. */
const bounds = { pending: 64, hosts: 4 } as const;

const ranks: readonly MiningEvidence[] = ['hint', 'intent', 'refused', 'error', 'session'];

/** Weighs the messages of both directions of one session. */
export class Judge {
  readonly #tallies = new Map<MiningDialect, Tally>();
  readonly #pending = new Map<string, Clue>();
  readonly #hosts = new Set<string>();
  #clientSpoke = false;
  #serverSpoke = false;
  #ethereumStratum = false;
  #httpRefused = false;

  /** A message of one direction; `inBody`: it came in an HTTP body, whose sender's role is known. */
  message(fromClient: boolean, record: JsonRecord, inBody: boolean): void {
    if (fromClient) this.#clientSpoke = true;
    else this.#serverSpoke = true;
    if (record.fields.size === 0) return;
    const answers = record.fields.has('result') || record.fields.has('error');
    const asked = answers ? this.#pending.get(pendingKey(!fromClient, record.fields.get('id'))) : undefined;
    if (asked !== undefined) this.#answer(asked, record);
    else {
      const clue = clueIn(record, 'method') ?? (record.fields.has('method+') ? clueIn(record, 'method+') : undefined);
      // A downloaded page may quote a miner, and an uploaded one a pool.
      if (inBody && clue !== undefined && (clue.role === 'miner') !== fromClient) return;
      if (clue !== undefined) this.#take(clue, fromClient, record);
      else if (answers) this.#unmatched(fromClient, record);
    }
  }

  head(fromClient: boolean, head: HttpHead): void {
    if (fromClient && head.miningExtensions) {
      this.#tally('getwork').note({
        dialect: 'getwork',
        role: 'miner',
        act: 'ask',
        weight: 'proof',
        reason: 'miningHeader',
      });
    }
    const wished = [...this.#tallies.values()].some((tally) => tally.wished);
    if (!fromClient && head.status >= 400 && wished) this.#httpRefused = true;
    const host = head.stratumAddress === undefined ? undefined : poolHostIn(head.stratumAddress);
    if (!fromClient && host !== undefined) {
      this.#name([host]);
      this.#tally('getwork').note({
        dialect: 'getwork',
        role: 'pool',
        act: 'aside',
        weight: 'hint',
        reason: 'stratumHeader',
      });
    }
  }

  verdict(ending: Ending | undefined): MiningVerdict | undefined {
    let best: { dialect: MiningDialect; evidence: MiningEvidence; tally: Tally } | undefined;
    for (const [dialect, tally] of this.#tallies) {
      const evidence = tally.evidence(ending, this.#httpRefused);
      if (evidence === undefined) continue;
      const by = best === undefined ? 1 : ranks.indexOf(evidence) - ranks.indexOf(best.evidence);
      // An HTTP header alone names getwork; a method says better what was meant.
      if (by > 0 || (by === 0 && best?.tally.methods().length === 0)) best = { dialect, evidence, tally };
    }
    if (best === undefined) return undefined;
    const upgraded = best.dialect === 'stratum-v1' && this.#ethereumStratum;
    return {
      app: 'mining',
      dialect: upgraded ? 'ethereum-stratum' : best.dialect,
      evidence: best.evidence,
      methods: best.tally.methods(),
      poolHosts: [...this.#hosts],
      reasons: best.tally.reasons(ending, this.#httpRefused),
    };
  }

  #take(clue: Clue, fromClient: boolean, record: JsonRecord): void {
    if (clue.ethereumStratum) this.#ethereumStratum = true;
    if (clue.hosts !== undefined) this.#name(clue.hosts);
    this.#tally(clue.dialect).note(clue);
    if (clue.role !== 'miner') return;
    if (this.#pending.size >= bounds.pending) {
      const [oldest] = this.#pending.keys();
      if (oldest !== undefined) this.#pending.delete(oldest);
    }
    this.#pending.set(pendingKey(fromClient, record.fields.get('id')), clue);
  }

  #answer(asked: Clue, record: JsonRecord): void {
    if (this.#given(record)) return;
    const answer = answerTo(asked.method ?? '', record);
    const unsure = asked.weight !== 'proof' && asked.method !== 'keepalived';
    if (answer !== undefined) this.#tally(asked.dialect).answer(answer, asked.act === 'submit', unsure);
  }

  /** An answer to nothing that we saw: the question came before the capture, or the pool forgot its number. */
  #unmatched(fromClient: boolean, record: JsonRecord): void {
    if (this.#given(record)) return;
    const asker = [...this.#tallies].findLast(([, tally]) => tally.wished);
    if (
      isPushedEthereumWork(record) &&
      (asker?.[0] === 'eth-proxy' || !(fromClient ? this.#serverSpoke : this.#clientSpoke))
    ) {
      this.#tally('eth-proxy').answer('work', false, false);
      return;
    }
    const id = record.fields.get('id');
    const error = record.fields.get('error');
    if ((id === undefined || id === null || id === 0) && error !== undefined && error !== null) {
      asker?.[1].answer('error', false, false);
    }
  }

  #given(record: JsonRecord): boolean {
    const given = givenUnasked(record);
    if (given === undefined) return false;
    if (given.ethereumStratum) this.#ethereumStratum = true;
    this.#tally(given.dialect).answer(given.answer, false, false);
    return true;
  }

  #name(hosts: readonly string[]): void {
    for (const host of hosts) if (this.#hosts.size < bounds.hosts) this.#hosts.add(host);
  }

  #tally(dialect: MiningDialect): Tally {
    let tally = this.#tallies.get(dialect);
    if (tally === undefined) this.#tallies.set(dialect, (tally = new Tally()));
    return tally;
  }
}

function clueIn(record: JsonRecord, field: 'method' | 'method+'): Clue | undefined {
  const method = (textOf(record.fields.get(field)) ?? '').toLowerCase();
  const rpc = { record, method, params: record.fields.get('params') };
  return stratumClue(rpc) ?? workClue(rpc) ?? cryptonoteClue(rpc);
}

function pendingKey(client: boolean, id: JsonNode | undefined): string {
  return `${client ? 'c' : 's'}${isText(id) ? `"${id.text}` : typeof id === 'number' ? id : '-'}`;
}
