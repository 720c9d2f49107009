import type { Command } from 'commander';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { type ConfigOption, type JsonOption, parseTime, withConfig, withJson } from '../options.ts';
import { report } from '../terminal/output.ts';

const STATE = `
The state file; each list may be left out:
  {
    "machines": [{ "name": "runner-1", "runner": "NAME IN config.toml", "state": "Idle",
                   "since": "2026-11-24T10:00:00Z", "builds": 1 }],
    "jobs": [{ "id": 1, "status": "pending", "tags": ["aws"], "project": 42 }],
    "habits": []
  }
A machine's state is Creating, Idle, Used (by its "job") or Removing; a job's status is created, pending or running.

For lookahead jobs have a "name", "pipeline", "stage" and "since", and habits say what jobs of a name did before, in seconds
("lead": from the pipeline's beginning until it waited; without "ran": it did not run there):
  { "name": "unit", "stage": "test", "project": 42, "tags": ["aws"], "runner": "NAME IN config.toml",
    "seen": [{ "pipeline": 7, "lead": 60, "waited": 2, "ran": 90 }, { "pipeline": 6 }] }

Example:
  bastionless plan --state state.json --at 2026-11-24T10:05:00Z`;

interface PlanOptions extends ConfigOption, JsonOption {
  readonly state: string;
  readonly at?: UnixSeconds;
}

export function registerPlan(program: Command): void {
  const command = program
    .command('plan')
    .description('show what the reconciler would do now')
    .requiredOption('--state <file>', 'a file of machines and jobs, JSON: see below; - is the input')
    .option('--at <time>', 'when, ISO 8601 (default: now)', parseTime)
    .addHelpText('after', STATE);
  withJson(withConfig(command)).action(async (options: PlanOptions) => {
    const { config, state, at = Date.now() / 1000 } = options;
    const { readConfigFile } = await import('../../config/read.ts');
    const { planReport, showPlan } = await import('../plan/plan.ts');
    const { readState } = await import('../plan/state-file.ts');
    const settings = readConfigFile(config);
    report(planReport(readState(state, settings, at), settings, at), options, showPlan);
  });
}
