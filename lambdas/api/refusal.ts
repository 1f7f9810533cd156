import { problem, type Problem, type ProblemStatus } from '../../core/problem.ts';

/** Ends a request with a problem; thrown wherever it is found that no answer but this one is possible. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly problem: Problem;

  constructor(status: ProblemStatus, title: string, detail: string, field?: string) {
    super(title);
    this.problem = problem(status, title, detail, field);
  }
}
