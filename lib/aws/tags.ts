import type { RunnerSettings } from '../config/settings.ts';

/** The deployment that a machine is of; the functions' roles ask for it. */
export const SCALER_TAG = 'bastionless:scaler';
export const RUNNER_TAG = 'bastionless:runner';
/** The project that a runner's machines serve, where it is one alone: for AWS's cost reports. */
const PROJECT_TAG = 'bastionless:project';
export const LAUNCH_TAG = 'bastionless:launch';

/** For AWS's cost reports: what a machine, and all that belongs to it, is paid for. */
export function costTags({ name, scope }: RunnerSettings): Record<string, string> {
  return { [RUNNER_TAG]: name, ...(scope.kind === 'Project' && { [PROJECT_TAG]: String(scope.id) }) };
}

/** In tags of config.toml `%s` stands for the machine's name, as in MachineOptionsWithName. */
export function withName(tags: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, value.replaceAll('%s', name)]));
}

/** Those that say no machine's name: of what is made for many machines. */
export function withoutName(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([, value]) => !value.includes('%s')));
}
