import * as v from 'valibot';
import { NO_MANAGER, OWN_RUNNER } from '../upstream/keys.ts';
import { Autoscaler } from './autoscaler.ts';
import { Bastionless } from './bastionless.ts';
import { explainObject, name, url, wholeNumber } from './fields.ts';
import { honoured, ignored, key, replaced } from './key-text.ts';
import { Machine } from './machine.ts';

const common = {
  name: v.pipe(name, honoured('the runner’s name here, and in the names of what is made for it')),
  url: v.pipe(url, honoured('the GitLab; the same for all runners of a file')),
  token: v.optional(v.pipe(v.string('must be a text in quotes'), ignored(OWN_RUNNER, 'the runner’s token'))),
  limit: key(wholeNumber(0), 'machines of this runner at once; 0: no limit', 0),
  bastionless: v.optional(Bastionless, {}),
};

const BY_DOCKER = 'by executor = "docker" on each machine';

const DockerMachineRunner = v.looseObject(
  {
    ...common,
    executor: v.pipe(v.literal('docker+machine'), replaced(BY_DOCKER)),
    machine: Machine,
  },
  explainObject('[[runners]]'),
);

const AutoscalerRunner = v.looseObject(
  {
    ...common,
    executor: v.pipe(v.literal('docker-autoscaler'), replaced(BY_DOCKER)),
    autoscaler: Autoscaler,
  },
  explainObject('[[runners]]'),
);

/** The beginning is what the reference says of the key. */
const EXECUTORS = 'must be "docker+machine" or "docker-autoscaler"';
const OTHER_EXECUTOR = `${EXECUTORS}: bastionless runs no other. Leave its entry out here, and that runner where it is`;

export const Runner = v.variant(
  'executor',
  [DockerMachineRunner, AutoscalerRunner],
  ({ expected, received }) => {
    if (expected === 'Object') return 'must be a table: [[runners]]';
    return received === 'undefined' ? EXECUTORS : OTHER_EXECUTOR;
  },
);

export const Config = v.looseObject(
  {
    concurrent: key(
      wholeNumber(1),
      'machines of all runners at once; one that runs several jobs at once counts that often',
      1,
      'jobs of all runners at once',
    ),
    check_interval: v.optional(v.pipe(wholeNumber(0), ignored(NO_MANAGER, 'seconds between two polls')), 0),
    runners: v.pipe(
      v.array(Runner, 'must be a list of tables: [[runners]]'),
      v.minLength(1, 'must hold one runner at least: [[runners]]'),
    ),
  },
  'must hold one runner at least: [[runners]]',
);

export type ConfigEntries = v.InferOutput<typeof Config>;
export type RunnerEntry = v.InferOutput<typeof Runner>;
