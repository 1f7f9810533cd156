import type { DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { MalformedMessage } from '../../core/malformed.ts';
import { allChanges, eachChange, eachMessage } from '../../lambdas/each-record.ts';
import { recording } from './record.ts';

const Message = z.object({ id: z.string() });

function queued(...bodies: string[]): SQSEvent {
  return { Records: bodies.map((body, at) => ({ messageId: `m${at}`, body })) } as unknown as SQSEvent;
}

/** A stream's event; undefined stands for an item that was removed. */
function changed(...values: (string | undefined)[]): DynamoDBStreamEvent {
  const Records = values.map((value, at) => ({
    dynamodb: { SequenceNumber: `s${at}`, ...(value === undefined ? {} : { NewImage: { value: { S: value } } }) },
  }));
  return { Records };
}

const valueIn = (image: { readonly [name: string]: { readonly S?: string | undefined } }) => {
  const value = image['value']?.S ?? '';
  if (value === 'malformed') throw new MalformedMessage('no such value');
  return value;
};

const malformed = async () => {
  throw new MalformedMessage('inflates to nothing');
};

/** A step that notes what it is given and fails at `poison`. */
function step(poison = 'poison') {
  const seen: string[] = [];
  const take = async (value: string) => {
    if (value === poison) throw new Error('cannot');
    seen.push(value);
  };
  return { seen, take };
}

function glue() {
  const record = recording();
  return { ...record, stage: 'enrich' };
}

describe('eachMessage', () => {
  it('sends back the messages that fail, and those alone', async () => {
    const { seen, take } = step();
    const bodies = ['a', 'poison', 'b', 'c', 'poison', 'd'].map((id) => JSON.stringify({ id }));
    const { batchItemFailures } = await eachMessage(queued(...bodies), Message, ({ id }) => take(id), glue());
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).toSorted()).toEqual(['m1', 'm4']);
    expect(seen.toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  it.each([
    ['is no JSON', '{'],
    ['does not fit its schema', '{"id":7}'],
  ])('sets aside a message that %s: acknowledged, counted, in the log, never handed on', async (reason, body) => {
    const { seen, take } = step();
    const deps = glue();
    const answer = await eachMessage(queued(body), Message, ({ id }) => take(id), deps);
    expect([answer, seen]).toEqual([{ batchItemFailures: [] }, []]);
    expect(deps.counts).toEqual([{ metric: 'enrich.set-aside', value: 1 }]);
    expect(deps.lines.join()).toContain(reason);
  });

  it('sets aside a message that the step finds malformed', async () => {
    const deps = glue();
    expect(await eachMessage(queued('{"id":"a"}'), Message, malformed, deps)).toEqual({ batchItemFailures: [] });
    expect(deps.lines.join()).toContain('record set aside');
  });

  it('works on no more than three messages at a time', async () => {
    let now = 0;
    let most = 0;
    const take = async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now--;
    };
    await eachMessage(queued(...Array.from({ length: 10 }, () => '{"id":"a"}')), Message, take, glue());
    expect(most).toBe(3);
  });
});

describe('eachChange', () => {
  it('names the first change that failed, and has still done those behind it', async () => {
    const { seen, take } = step();
    const event = changed('a', 'poison', 'b', 'poison', 'c');
    expect(await eachChange(event, valueIn, take, glue())).toEqual({ batchItemFailures: [{ itemIdentifier: 's1' }] });
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('passes over what was removed and sets aside what does not parse', async () => {
    const { seen, take } = step();
    const deps = glue();
    expect(await eachChange(changed(undefined, 'malformed', 'a'), valueIn, take, deps)).toEqual({ batchItemFailures: [] });
    expect([seen, deps.counts]).toEqual([['a'], [{ metric: 'enrich.set-aside', value: 1 }]]);
  }); // prettier-ignore
});

describe('allChanges', () => {
  it('hands over all changes at once', async () => {
    const calls: (readonly string[])[] = [];
    const take = async (values: readonly string[]) => void calls.push(values);
    expect(await allChanges(changed('a', 'b'), valueIn, take, glue())).toEqual({ batchItemFailures: [] });
    expect(calls).toEqual([['a', 'b']]);
  });

  it('tries a single change once', async () => {
    let tries = 0;
    const take = async () => {
      tries++;
      throw new Error('cannot');
    };
    const answer = await allChanges(changed('a'), valueIn, take, glue());
    expect([answer, tries]).toEqual([{ batchItemFailures: [{ itemIdentifier: 's0' }] }, 1]);
  });

  it('goes one by one where all at once fails, so that one bad change holds up no other', async () => {
    const done: string[] = [];
    const take = async (values: readonly string[]) => {
      if (values.includes('poison')) throw new Error('cannot');
      done.push(...values);
    };
    const answer = await allChanges(changed('a', 'poison', 'b'), valueIn, take, glue());
    expect([answer, done]).toEqual([{ batchItemFailures: [{ itemIdentifier: 's1' }] }, ['a', 'b']]);
  });
});
