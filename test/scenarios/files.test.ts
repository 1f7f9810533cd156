import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { scenarioFrom } from '../../core/scenario-file.ts';
import { play } from '../../local/simulator/play.ts';

const folder = path.join(process.cwd(), 'scenarios');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

describe('each scenario file of the project', () => {
  it('is there', () => expect(files).toContain('kubeflow.yaml'));

  it.each(files)('%s comes to what it expects', async (name) => {
    const scenario = scenarioFrom(readFileSync(path.join(folder, name), 'utf8'), name);
    const { checks, refused, deadLetters } = await play(scenario);
    expect(checks.length).toBeGreaterThan(0);
    expect(checks.filter(({ held }) => !held)).toEqual([]);
    expect([refused, deadLetters]).toEqual([[], []]);
  });

  it('shows a Kubeflow of some size', () => {
    const { workloads, conversations } = scenarioFrom(readFileSync(path.join(folder, 'kubeflow.yaml'), 'utf8'), 'kubeflow.yaml'); // prettier-ignore
    const pairs = conversations.reduce((sum, { source, destination }) => sum + source.length * destination.length, 0);
    expect(workloads.length).toBeGreaterThanOrEqual(40);
    expect(pairs).toBeGreaterThanOrEqual(120);
  });
});
