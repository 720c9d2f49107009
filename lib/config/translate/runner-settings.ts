import type { TomlTable } from '../file/toml-value.ts';
import type { BastionlessEntry } from '../schema/bastionless.ts';
import type { RunnerEntry } from '../schema/config.ts';
import { runnerInGitLab } from '../schema/gitlab-runner.ts';
import { interruptionSettings } from '../schema/interruption.ts';
import { lookaheadSettings } from '../schema/lookahead.ts';
import type { MachineEntry } from '../schema/machine.ts';
import { softwareSettings } from '../schema/software.ts';
import type { IdlePeriod, IdleSettings, MachineSettings, RunnerScope, RunnerSettings } from '../settings.ts';
import { autoscalerSettings } from './autoscaler-settings.ts';
import { cacheSettings } from './cache-settings.ts';
import { optionsOf } from './ec2-api-settings.ts';
import { engineSettings } from './engine-settings.ts';
import { launchSettings } from './launch-settings.ts';
import { lowestLimit } from './lowest-limit.ts';
import { modernised } from './modernised.ts';
import { passedOn } from './passed-on.ts';
import { withSizes } from './sizes.ts';

/** The runners of an entry, for either executor: the entry itself and its sizes. */
export function runnersOf(entry: RunnerEntry): RunnerSettings[] {
  return withSizes(runnerSettings(entry), entry.bastionless.sizes);
}

/** The entry itself, without its sizes. */
export function runnerSettings(entry: RunnerEntry): RunnerSettings {
  const { bastionless } = entry;
  const written = modernised(entry as TomlTable);
  const shape = shapeOf(entry);
  return {
    name: entry.name,
    entry: { name: entry.name, executor: entry.executor, limit: shape.limit },
    scope: scopeOf(bastionless),
    tags: bastionless.tags,
    runUntagged: bastionless.run_untagged ?? bastionless.tags.length === 0,
    inGitLab: runnerInGitLab(bastionless),
    permissions: bastionless.permissions,
    hasSessionManager: bastionless.session_manager,
    engine: engineSettings(optionsOf(entry), bastionless),
    cache: cacheSettings(written),
    software: softwareSettings(bastionless),
    interruption: interruptionSettings(bastionless),
    lookahead: lookaheadSettings(bastionless),
    passedOn: passedOn(written),
    ...shape,
  };
}

function shapeOf(entry: RunnerEntry): Pick<RunnerSettings, 'limit' | 'machine' | 'ec2'> {
  const { bastionless, limit } = entry;
  if (entry.executor === 'docker-autoscaler') return autoscalerSettings(entry.autoscaler, bastionless, limit);
  const machine = machineSettings(entry.machine, bastionless);
  return { limit, machine, ec2: launchSettings(optionsOf(entry), bastionless) };
}

function scopeOf({ project, group }: BastionlessEntry): RunnerScope {
  if (project !== undefined) return { kind: 'Project', id: project };
  if (group !== undefined) return { kind: 'Group', id: group };
  return { kind: 'Instance' };
}

function machineSettings(
  machine: MachineEntry,
  { boot_timeout, jobs_per_machine = 1 }: BastionlessEntry,
): MachineSettings {
  return {
    namePattern: machine.MachineName,
    places: lowestLimit(machine.MaxBuilds, jobs_per_machine),
    maxBuilds: machine.MaxBuilds,
    maxGrowthRate: machine.MaxGrowthRate,
    bootTimeout: boot_timeout,
    idle: idleOf(machine),
    periods: [...offPeakOf(machine), ...machine.autoscaling.map(periodOf)],
  };
}

type IdleEntry = Pick<MachineEntry, 'IdleCount' | 'IdleCountMin' | 'IdleScaleFactor' | 'IdleTime'>;

/** With IdleScaleFactor at least one machine stands ready, whatever IdleCountMin is. */
function idleOf({ IdleCount, IdleCountMin, IdleScaleFactor, IdleTime }: IdleEntry): IdleSettings {
  return {
    idleCount: IdleCount,
    idleCountMin: IdleScaleFactor > 0 ? Math.max(1, IdleCountMin) : IdleCountMin,
    idleScaleFactor: IdleScaleFactor,
    idleTime: IdleTime,
  };
}

function periodOf(entry: MachineEntry['autoscaling'][number]): IdlePeriod {
  return { ...idleOf(entry), periods: entry.Periods, timezone: entry.Timezone };
}

/** OffPeak* are the older form of one entry of `[[runners.machine.autoscaling]]`. */
function offPeakOf(machine: MachineEntry): IdlePeriod[] {
  if (machine.OffPeakPeriods.length === 0) return [];
  return [
    {
      periods: machine.OffPeakPeriods,
      timezone: machine.OffPeakTimezone,
      idleCount: machine.OffPeakIdleCount,
      idleCountMin: 0,
      idleScaleFactor: 0,
      idleTime: machine.OffPeakIdleTime,
    },
  ];
}
