import type { SizeEntry } from '../schema/sizes.ts';
import type { MachineSettings, RunnerSettings } from '../settings.ts';
import { sizeSettings } from './launch-settings.ts';
import { lowestLimit } from './lowest-limit.ts';

/**
 * A runner and its sizes. Each size is a runner of its own, with the runner's tags and its name as one more tag. They share
 * the limit of the entry.
 */
export function withSizes(
  runner: RunnerSettings,
  sizes: Readonly<Record<string, SizeEntry>>,
): RunnerSettings[] {
  return [runner, ...Object.entries(sizes).map(([name, size]) => sizeOf(runner, name, size))];
}

function sizeOf(runner: RunnerSettings, name: string, size: SizeEntry): RunnerSettings {
  const { onlyFor: _, ...shared } = runner;
  return {
    ...shared,
    name: `${runner.name}/${name}`,
    limit: lowestLimit(size.limit, runner.entry.limit),
    tags: [...new Set([...runner.tags, name])],
    runUntagged: size.shares && runner.runUntagged,
    ...(!size.shares && { onlyFor: name }),
    machine: machineOf(runner.machine, size),
    ec2: sizeSettings(runner.ec2, size),
  };
}

function machineOf(
  ofRunner: MachineSettings,
  { idle_count, idle_time, jobs_per_machine = ofRunner.places }: SizeEntry,
): MachineSettings {
  const idle = { idleCount: idle_count, idleCountMin: 0, idleScaleFactor: 0, idleTime: idle_time };
  return { ...ofRunner, places: lowestLimit(ofRunner.maxBuilds, jobs_per_machine), idle, periods: [] };
}
