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
import { honoured, ignored, translated } from './key-text.ts';
import { Permissions } from './permissions-schema.ts';

/**
 * The shape of a config.toml as GitLab Runner reads it, with its defaults, and of the table
 * `[runners.bastionless]`, which GitLab Runner ignores.
 * https://docs.gitlab.com/runner/configuration/advanced-configuration/
 */
const IdleCount = v.pipe(
  wholeNumber(0),
  honoured('machines that stand ready, beside those that jobs wait for'),
);
const IdleCountMin = v.pipe(
  wholeNumber(0),
  honoured('with IdleScaleFactor: machines that stand ready at least'),
);
const IdleScaleFactor = v.pipe(
  factor,
  honoured('machines that stand ready for each in use, up to IdleCount; 0: IdleCount alone has the say'),
);
const IdleTime = v.pipe(
  wholeNumber(0),
  honoured('seconds without a job after which a machine that IdleCount does not ask for is removed'),
);

const idleKeys = {
  IdleCount: v.optional(IdleCount, 0),
  IdleCountMin: v.optional(IdleCountMin, 0),
  IdleScaleFactor: v.optional(IdleScaleFactor, 0),
  IdleTime: v.optional(IdleTime, 0),
};

const SINCE_14 = 'ignored since 14.0';

const Autoscaling = v.strictObject(
  {
    ...idleKeys,
    Periods: v.pipe(
      periods,
      honoured(
        'when the entry holds: the last whose period holds replaces all idle keys',
        'a cron expression of 5 or 6 fields holds for one second a minute, and not for the whole of it',
      ),
    ),
    Timezone: v.optional(
      v.pipe(timezone, honoured('what the periods are meant in', 'the manager’s own, if it is not set')),
      'UTC',
    ),
  },
  explainObject('[[runners.machine.autoscaling]]'),
);

const Machine = v.strictObject(
  {
    ...idleKeys,
    MaxBuilds: v.optional(
      v.pipe(wholeNumber(0), honoured('jobs after which a machine is removed; 0: no limit')),
      0,
    ),
    MaxGrowthRate: v.optional(
      v.pipe(wholeNumber(0), honoured('machines that may boot at once; 0: no limit')),
      0,
    ),
    MachineDriver: v.pipe(
      v.literal('amazonec2', 'must be "amazonec2": machines are EC2 instances'),
      honoured('machines are EC2 instances', 'any driver of docker-machine'),
    ),
    MachineName: v.pipe(machineName, honoured('the name of a machine; %s makes it unique')),
    MachineOptions: v.pipe(machineOptions, honoured('what machines are, option by option')),
    OffPeakPeriods: v.optional(
      v.pipe(periods, honoured('when OffPeakIdleCount and OffPeakIdleTime hold', SINCE_14)),
      [],
    ),
    OffPeakTimezone: v.optional(
      v.pipe(timezone, honoured('what OffPeakPeriods are meant in', SINCE_14)),
      'UTC',
    ),
    OffPeakIdleCount: v.optional(
      v.pipe(wholeNumber(0), honoured('IdleCount in OffPeakPeriods', SINCE_14)),
      0,
    ),
    OffPeakIdleTime: v.optional(v.pipe(wholeNumber(0), honoured('IdleTime in OffPeakPeriods', SINCE_14)), 0),
    autoscaling: v.optional(
      v.array(Autoscaling, 'must be a list of tables: [[runners.machine.autoscaling]]'),
      [],
    ),
  },
  explainObject('[runners.machine]'),
);

const Bastionless = v.strictObject(
  {
    project: v.optional(
      v.pipe(
        wholeNumber(1),
        honoured(
          'id of the project that the machines’ runners belong to; without it and group, the whole GitLab',
        ),
      ),
    ),
    group: v.optional(
      v.pipe(wholeNumber(1), honoured('id of the group that the machines’ runners belong to')),
    ),
    tags: v.optional(v.pipe(texts, honoured('tags of the machines’ runners: which jobs they may run')), []),
    run_untagged: v.optional(
      v.pipe(truth, honoured('may the machines run jobs without tags? As long as tags is empty, they do')),
    ),
    boot_timeout: v.optional(
      v.pipe(wholeNumber(60), honoured('seconds that a machine may take to register before it is given up')),
      600,
    ),
    machine_name: v.optional(
      v.pipe(machineName, honoured('MachineName, for docker-autoscaler')),
      'bastionless-%s',
    ),
    machine_options: v.optional(
      v.pipe(machineOptions, honoured('MachineOptions, for docker-autoscaler')),
      [],
    ),
    permissions: v.optional(Permissions, {}),
    instance_types: v.optional(
      v.pipe(
        instanceTypes,
        honoured('types that EC2 may choose from, all of one architecture; default: amazonec2-instance-type'),
      ),
    ),
    subnets: v.optional(
      v.pipe(subnets, honoured('subnets that EC2 may choose from; default: amazonec2-subnet-id')),
    ),
    on_demand_fallback: v.optional(
      v.pipe(truth, honoured('machines that spot has no capacity for are bought on demand, at once')),
      false,
    ),
    ...interruptionKeys,
  },
  explainObject('[runners.bastionless]'),
);

/** Why keys mean nothing that say which runner it is in GitLab. */
export const OWN_RUNNER = 'because each machine gets a runner of its own from GitLab';

const common = {
  name: v.pipe(text, honoured('the runner’s name here, and in the names of what is made for it')),
  url: v.pipe(url, honoured('the GitLab; the same for all runners of a file')),
  token: v.optional(v.pipe(v.string('must be a text in quotes'), ignored(OWN_RUNNER, 'the runner’s token'))),
  limit: v.optional(v.pipe(wholeNumber(0), honoured('machines of this runner at once; 0: no limit')), 0),
  bastionless: v.optional(Bastionless, {}),
};

const TO_DOCKER = 'to executor = "docker" on each machine';

const DockerMachineRunner = v.looseObject({
  ...common,
  executor: v.pipe(v.literal('docker+machine'), translated(TO_DOCKER)),
  machine: Machine,
});

const AutoscalerRunner = v.looseObject({
  ...common,
  executor: v.pipe(v.literal('docker-autoscaler'), translated(TO_DOCKER)),
  autoscaler: Autoscaler,
});

const Runner = v.variant('executor', [DockerMachineRunner, AutoscalerRunner], ({ expected }) =>
  expected === 'Object' ? 'must be a table: [[runners]]' : 'must be "docker+machine" or "docker-autoscaler"',
);

/** Why keys mean nothing that tell a runner manager how to run. */
export const NO_MANAGER = 'because no runner manager runs: machines ask GitLab by themselves';

export const Config = v.looseObject({
  concurrent: v.optional(
    v.pipe(wholeNumber(1), honoured('machines of all runners at once', 'jobs of all runners at once')),
    1,
  ),
  check_interval: v.optional(v.pipe(wholeNumber(0), ignored(NO_MANAGER, 'seconds between two polls')), 0),
  runners: v.pipe(
    v.array(Runner, 'must be a list of tables: [[runners]]'),
    v.minLength(1, 'must hold one runner at least: [[runners]]'),
  ),
});

export type RunnerEntry = v.InferOutput<typeof Runner>;
export type MachineEntry = v.InferOutput<typeof Machine>;
export type BastionlessEntry = v.InferOutput<typeof Bastionless>;
