import * as z from 'zod';
import { DeviationKind, Severity } from './deviation.ts';
import { Verdict } from './finding.ts';
import { Classification } from './incident.ts';
import { Moment } from './scenario-units.ts';

const label = z.string().min(1).max(600);
const Count = z.int().min(0);

export const ExpectedFinding = z.strictObject({
  kind: DeviationKind,
  cluster: z.string().optional(),
  workload: label.optional(),
  /** Text that the finding's label or object contains. */
  object: label.optional(),
  severity: Severity.optional(),
  reason: z.string().min(1).max(64).optional(),
  /** Exactly so many findings fit; at least one where this is absent. */
  count: Count.optional(),
});
export type ExpectedFinding = z.infer<typeof ExpectedFinding>;

export const ExpectedIncident = z.strictObject({
  cluster: z.string().optional(),
  workload: label.optional(),
  classification: Classification.optional(),
  severity: Severity.optional(),
  verdict: Verdict.optional(),
  /** Kinds that its findings have, at least these. */
  deviations: z.array(DeviationKind).optional(),
  /** ATT&CK techniques, at least these. */
  techniques: z.array(z.string().min(1).max(20)).optional(),
  /** Opened at this moment of the scenario or before. */
  by: Moment.optional(),
  count: Count.optional(),
});
export type ExpectedIncident = z.infer<typeof ExpectedIncident>;

const oneOrMore = <Item extends z.ZodType>(item: Item, fault: string) =>
  z.union([item.transform((one) => [one]), z.array(item).min(1)], { error: fault }).optional() as z.ZodOptional<z.ZodType<z.output<Item>[]>>; // prettier-ignore

const orCount = <Item extends z.ZodType>(item: Item, what: string) =>
  z
    .union([Count, z.array(item)])
    .optional()
    .describe(what);

export const Expectation = z.strictObject({
  findings: orCount(ExpectedFinding, 'findings'),
  incidents: orCount(ExpectedIncident, 'incidents'),
  /** What all of it comes to, as one word; of a list, any. */
  verdict: oneOrMore(Verdict, `must be one of ${Verdict.options.join(', ')}, or a list of them`),
  /** Of the gravest incident; of a list, any. */
  severity: oneOrMore(Severity, `must be one of ${Severity.options.join(', ')}, or a list of them`),
  /** Notices told: so many Slack texts and as many e-mails, or each by itself (a low alert is for Slack alone). */
  notices: z
    .union(
      [
        Count.transform((count) => ({ slack: count, email: count })),
        z.strictObject({ slack: Count.optional(), email: Count.optional() }),
      ],
      { error: 'must be a number, or {slack, email}' },
    )
    .optional(),
  /** Workloads (`shop/checkout`) with no finding at all. */
  nothingFor: z.array(label).default([]),
  /** Seen while learning and in no baseline: each waits on the review list. */
  notLearned: z.array(z.strictObject({ workload: label.optional(), object: label })).default([]),
  /** Whatever is found beyond what stands here is a violation. */
  nothingElse: z.boolean().default(false),
});
export type Expectation = z.infer<typeof Expectation>;
