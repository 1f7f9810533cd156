import path from 'node:path';
import { Command } from 'commander';
import { exitCodes } from '../failure.ts';
import { type Shown, Stage } from '../demo/stage.ts';
import { Programme } from '../demo/programme.ts';
import { writeAddress } from '../state-folder.ts';
import { type CommandContext, json } from './context.ts';
import { readScenario } from './play.ts';

const scenarioFile = path.resolve(import.meta.dirname, '../../scenarios/kubeflow.yaml');

export function demoCommand(context: CommandContext): Command {
  const { io } = context;
  return new Command('demo')
    .description('see it work on this machine: a Kubeflow cluster is learned, attacked, and you are told')
    .option('--once', 'end when both texts were received; 0 only then')
    .option('--json', 'print one JSON document about what happened')
    .option('--kernel', 'play the attack with real programs in network namespaces, seen by a real sentinel (root, Linux)')
    .action(async ({ once = false, json: asJson = false, kernel = false }: { once?: boolean; json?: boolean; kernel?: boolean }) => {
      const scenario = readScenario(scenarioFile);
      const programme = new Programme(scenario, io);
      const stage = new Stage(programme);
      let keep = true;
      try {
        programme.opens();
        const shown = await stage.play(scenario, { kernel });
        writeAddress(stage.state, { url: shown.url, pid: process.pid, ...(shown.aws && { aws: shown.aws }) });
        if (asJson) io.out(json(documentOf(shown)));
        else programme.shows(shown);
        programme.closes(shown, stage.state, once);
        keep = false;
        if (!once) await stage.goOn(io.interrupted);
      } catch (error) {
        context.exitWith(exitCodes.error);
        programme.breaks();
        io.note(`The log is in ${stage.log}.`);
        throw error;
      } finally {
        await stage.stop(keep);
      }
    });
} // prettier-ignore

/** The one document of `demo --json`. */
export function documentOf({ incidents, slack, email, steps, notEmulated, toSlackMs, toEmailMs, url, overview }: Shown) {
  const [incident] = incidents;
  return {
    incident: incident && {
      id: incident.id,
      workload: incident.workload,
      classification: incident.classification,
      severity: incident.severity,
      verdict: incident.verdict,
      deviations: [...new Set(incident.findings.map(({ kind }) => kind))],
      techniques: incident.techniques,
      openedAt: incident.openedAt,
    },
    incidents: incidents.length,
    slack,
    email: { subject: email.subject, text: email.text },
    toSlackMs,
    toEmailMs,
    learned: overview.counts,
    steps,
    api: url,
    notEmulated,
  };
} // prettier-ignore
