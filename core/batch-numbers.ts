/** The numbers of batches of one boot that are in, as runs in ascending order of which no two touch. */
export type BatchNumbers = readonly (readonly [first: number, last: number])[];

/** Of a boot that leaves more holes than that in an hour the oldest numbers are forgotten, as if they had never come. */
const mostRuns = 24;

/** The last few may be under way, one overtaking another. */
const underWay = 5;

export function withNumber(numbers: BatchNumbers, number: number): BatchNumbers {
  return hasNumber(numbers, number) ? numbers : joinedNumbers(numbers, [[number, number]]);
}

export function joinedNumbers(one: BatchNumbers, other: BatchNumbers): BatchNumbers {
  const runs: [number, number][] = [];
  for (const [first, last] of [...one, ...other].toSorted(([a], [b]) => a - b)) {
    const before = runs.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else runs.push([first, last]);
  }
  return runs.slice(-mostRuns);
}

export function hasNumber(numbers: BatchNumbers, number: number): boolean {
  return numbers.some(([first, last]) => first <= number && number <= last);
}

/** How many lie between those that are in, and have not come. */
export function missingNumbers(numbers: BatchNumbers): number {
  const settled = (numbers.at(-1)?.[1] ?? 0) - underWay;
  let missing = 0;
  for (const [at, [first]] of numbers.entries()) {
    const before = numbers[at - 1];
    if (before !== undefined) missing += Math.max(0, Math.min(first - 1, settled) - before[1]);
  }
  return missing;
}
