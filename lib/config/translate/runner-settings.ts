import type { BastionlessEntry } from '../schema/bastionless.ts';
import type { RunnerEntry } from '../schema/config.ts';
import { interruptionSettings } from '../schema/interruption.ts';
import type { MachineEntry } from '../schema/machine.ts';
import { softwareSettings } from '../schema/software.ts';
import type {
  IdlePeriod,
  IdleSettings,
  MachineSettings,
  RunnerScope,
  RunnerSettings,
  TomlTable,
} from '../settings.ts';
import { autoscalerSettings } from './autoscaler-settings.ts';
import { cacheSettings } from './cache-settings.ts';
import { launchSettings } from './launch-settings.ts';

/** Keys of `[[runners]]` that are ours to act on: the machine's own gitlab-runner is not given them. */
const OURS = [
  ...['name', 'url', 'id', 'token', 'token_obtained_at', 'token_expires_at'],
  ...['executor', 'limit', 'machine', 'autoscaler', 'bastionless'],
];

/** What an entry of a config.toml means, whichever executor it is written for. */
export function runnerSettings(entry: RunnerEntry): RunnerSettings {
  const { tags, run_untagged } = entry.bastionless;
  return {
    name: entry.name,
    scope: scopeOf(entry.bastionless),
    tags,
    runUntagged: run_untagged ?? tags.length === 0,
    permissions: entry.bastionless.permissions,
    cache: cacheSettings(entry as TomlTable),
    software: softwareSettings(entry.bastionless),
    interruption: interruptionSettings(entry.bastionless),
    passedOn: passedOnOf(entry),
    ...(entry.executor === 'docker+machine'
      ? {
          limit: entry.limit,
          machine: machineSettings(entry.machine, entry.bastionless),
          ec2: launchSettings(entry.machine.MachineOptions, entry.bastionless),
        }
      : autoscalerSettings(entry.autoscaler, entry.bastionless, entry.limit)),
  };
}

function scopeOf({ project, group }: BastionlessEntry): RunnerScope {
  if (project !== undefined) return { kind: 'Project', id: project };
  if (group !== undefined) return { kind: 'Group', id: group };
  return { kind: 'Instance' };
}

function machineSettings(machine: MachineEntry, { boot_timeout }: BastionlessEntry): MachineSettings {
  return {
    namePattern: machine.MachineName,
    maxBuilds: machine.MaxBuilds,
    maxGrowthRate: machine.MaxGrowthRate,
    bootTimeout: boot_timeout,
    idle: idleOf(machine),
    periods: [...offPeakOf(machine), ...machine.autoscaling.map(periodOf)],
  };
}

type IdleEntry = Pick<MachineEntry, 'IdleCount' | 'IdleCountMin' | 'IdleScaleFactor' | 'IdleTime'>;

/** Where IdleScaleFactor has the say, one machine at least stands ready, whatever IdleCountMin is. */
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

/** OffPeak* are one entry of `[[runners.machine.autoscaling]]`, from before there were any. */
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

function passedOnOf(entry: RunnerEntry): TomlTable {
  const kept = Object.entries(entry as TomlTable).filter(([key]) => !OURS.includes(key));
  return Object.fromEntries(kept);
}
