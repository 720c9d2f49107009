import type { Ec2ApiSettings } from '../ec2/settings.ts';
import { parseMachineOptions } from '../machine-options/parse.ts';
import type { RunnerEntry } from '../schema/config.ts';

/** One client calls EC2 for all runners, and tries as often as the most patient of them says. They share the endpoint. */
export function ec2ApiSettings(runners: readonly RunnerEntry[]): Ec2ApiSettings {
  const all = runners.map((runner) => parseMachineOptions(optionsOf(runner)).ec2Api);
  const endpoint = all[0]?.endpoint;
  return {
    maxAttempts: Math.max(...all.map(({ maxAttempts }) => maxAttempts)),
    ...(endpoint !== undefined && { endpoint }),
  };
}

/** The driver's options, which stand where the executor has them. */
export function optionsOf(entry: RunnerEntry): readonly string[] {
  return entry.executor === 'docker+machine'
    ? [...entry.machine.MachineOptions, ...entry.machine.MachineOptionsWithName]
    : entry.bastionless.machine_options;
}
