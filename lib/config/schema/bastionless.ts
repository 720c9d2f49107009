import * as v from 'valibot';
import { engineKeys } from './engine.ts';
import {
  explainObject,
  idInGitLab,
  machineName,
  machineOptions,
  places,
  text,
  truth,
  wholeSeconds,
} from './fields.ts';
import { gitlabRunnerKeys } from './gitlab-runner.ts';
import { interruptionKeys } from './interruption.ts';
import { key } from './key-text.ts';
import { launchKeys } from './launch.ts';
import { lookaheadKeys } from './lookahead.ts';
import { Permissions } from './permissions.ts';
import { Sizes } from './sizes.ts';
import { softwareKeys } from './software.ts';

/** Seconds: for so long a machine is paid that never registers. */
const A_DAY = 86_400;

/** `[runners.bastionless]`, which GitLab Runner ignores: the one place where a key of ours is added. */
export const Bastionless = v.strictObject(
  {
    project: key(
      idInGitLab('project'),
      'whose jobs the machines are for; without it and group, those of the whole GitLab',
    ),
    group: key(idInGitLab('group'), 'the same for a group'),
    ca_file: key(
      text,
      'file beside config.toml with the CA of your GitLab, in PEM: functions, commands and the machines of all runners trust it; say it once',
    ),
    ...gitlabRunnerKeys,
    boot_timeout: key(
      wholeSeconds(60, A_DAY),
      'seconds that a machine may take to register before it is given up',
      600,
    ),
    machine_name: key(machineName, 'MachineName, for docker-autoscaler', 'bastionless-%s'),
    machine_options: key(machineOptions, 'MachineOptions, for docker-autoscaler', []),
    jobs_per_machine: key(
      places,
      'jobs that a machine runs at once; default: 1. IdleCount, IdleScaleFactor and concurrent then count jobs, limit and MaxGrowthRate machines; all places of a machine share MaxBuilds. For docker-autoscaler: capacity_per_instance',
    ),
    permissions: v.optional(Permissions, {}),
    session_manager: key(
      truth,
      'people with the right in AWS can open a shell on machines with SSM Session Manager; no port is opened',
      false,
    ),
    ...launchKeys,
    sizes: v.optional(Sizes, {}),
    ...softwareKeys,
    ...engineKeys,
    ...interruptionKeys,
    ...lookaheadKeys,
  },
  explainObject('[runners.bastionless]'),
);

export type BastionlessEntry = v.InferOutput<typeof Bastionless>;
