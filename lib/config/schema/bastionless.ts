import * as v from 'valibot';
import { cpuCredits } from './cpu-credits.ts';
import { engineKeys } from './engine.ts';
import {
  explainObject,
  instanceTypes,
  machineName,
  machineOptions,
  subnets,
  truth,
  wholeNumber,
} from './fields.ts';
import { gitlabRunnerKeys } from './gitlab-runner.ts';
import { interruptionKeys } from './interruption.ts';
import { honoured } from './key-text.ts';
import { Permissions } from './permissions.ts';
import { softwareKeys } from './software.ts';

/** `[runners.bastionless]`, which GitLab Runner ignores: the one place where a key of ours is added. */
export const Bastionless = v.strictObject(
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
    ...gitlabRunnerKeys,
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
    cpu_credits: cpuCredits,
    ...softwareKeys,
    ...engineKeys,
    ...interruptionKeys,
  },
  explainObject('[runners.bastionless]'),
);

export type BastionlessEntry = v.InferOutput<typeof Bastionless>;
