import type { Command } from 'commander';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { type ConfigOption, type JsonOption, parseTime, withConfig, withJson } from '../options.ts';
import { report } from '../output.ts';

interface PlanOptions extends ConfigOption, JsonOption {
  readonly state: string;
  readonly at?: UnixSeconds;
}

export function registerPlan(program: Command): void {
  const command = program
    .command('plan')
    .description('say what the reconciler would do now')
    .requiredOption('--state <file>', 'machines and jobs, as JSON: {"machines": […], "jobs": […]}')
    .option('--at <time>', 'when, ISO 8601 (default: now)', parseTime);
  withJson(withConfig(command)).action(async (options: PlanOptions) => {
    const { config, state, at = Date.now() / 1000 } = options;
    const { readConfigFile } = await import('../../config/read.ts');
    const { planReport, readState, showPlan } = await import('../plan.ts');
    const settings = readConfigFile(config);
    report(planReport(readState(state, settings, at), settings, at), options, showPlan);
  });
}
