import * as v from 'valibot';
import { Autoscaler } from './autoscaler-schema.ts';
import {
  explainObject,
  factor,
  instanceTypes,
  machineName,
  machineOptions,
  periods,
  subnets,
  text,
  texts,
  timezone,
  truth,
  url,
  wholeNumber,
} from './fields.ts';
import { interruptionKeys } from './interruption.ts';
import { Permissions } from './permissions-schema.ts';

/**
 * The shape of a config.toml as GitLab Runner reads it, with its defaults, and of the table
 * `[runners.bastionless]`, which GitLab Runner ignores.
 * https://docs.gitlab.com/runner/configuration/advanced-configuration/
 */
const idleKeys = {
  IdleCount: v.optional(wholeNumber(0), 0),
  IdleCountMin: v.optional(wholeNumber(0), 0),
  IdleScaleFactor: v.optional(factor, 0),
  IdleTime: v.optional(wholeNumber(0), 0),
};

const Autoscaling = v.strictObject(
  { ...idleKeys, Periods: periods, Timezone: v.optional(timezone, 'UTC') },
  explainObject('[[runners.machine.autoscaling]]'),
);

const Machine = v.strictObject(
  {
    ...idleKeys,
    MaxBuilds: v.optional(wholeNumber(0), 0),
    MaxGrowthRate: v.optional(wholeNumber(0), 0),
    MachineDriver: v.literal('amazonec2', 'must be "amazonec2": machines are EC2 instances'),
    MachineName: machineName,
    MachineOptions: machineOptions,
    OffPeakPeriods: v.optional(periods, []),
    OffPeakTimezone: v.optional(timezone, 'UTC'),
    OffPeakIdleCount: v.optional(wholeNumber(0), 0),
    OffPeakIdleTime: v.optional(wholeNumber(0), 0),
    autoscaling: v.optional(
      v.array(Autoscaling, 'must be a list of tables: [[runners.machine.autoscaling]]'),
      [],
    ),
  },
  explainObject('[runners.machine]'),
);

const Bastionless = v.strictObject(
  {
    project: v.optional(wholeNumber(1)),
    group: v.optional(wholeNumber(1)),
    tags: v.optional(texts, []),
    run_untagged: v.optional(truth),
    boot_timeout: v.optional(wholeNumber(60), 600),
    machine_name: v.optional(machineName, 'bastionless-%s'),
    machine_options: v.optional(machineOptions, []),
    permissions: v.optional(Permissions, {}),
    instance_types: v.optional(instanceTypes),
    subnets: v.optional(subnets),
    on_demand_fallback: v.optional(truth, false),
    ...interruptionKeys,
  },
  explainObject('[runners.bastionless]'),
);

const common = {
  name: text,
  url,
  token: v.optional(v.string('must be a text in quotes')),
  limit: v.optional(wholeNumber(0), 0),
  bastionless: v.optional(Bastionless, {}),
};

const DockerMachineRunner = v.looseObject({
  ...common,
  executor: v.literal('docker+machine'),
  machine: Machine,
});

const AutoscalerRunner = v.looseObject({
  ...common,
  executor: v.literal('docker-autoscaler'),
  autoscaler: Autoscaler,
});

const Runner = v.variant('executor', [DockerMachineRunner, AutoscalerRunner], ({ expected }) =>
  expected === 'Object' ? 'must be a table: [[runners]]' : 'must be "docker+machine" or "docker-autoscaler"',
);

export const Config = v.looseObject({
  concurrent: v.optional(wholeNumber(1), 1),
  check_interval: v.optional(wholeNumber(0), 0),
  runners: v.pipe(
    v.array(Runner, 'must be a list of tables: [[runners]]'),
    v.minLength(1, 'must hold one runner at least: [[runners]]'),
  ),
});

export type RunnerEntry = v.InferOutput<typeof Runner>;
export type MachineEntry = v.InferOutput<typeof Machine>;
export type BastionlessEntry = v.InferOutput<typeof Bastionless>;
