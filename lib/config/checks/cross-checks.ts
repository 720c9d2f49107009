import type { RunnerEntry } from '../schema/config.ts';
import type { Check, Complaint } from './complaint.ts';
import { LAUNCH_CHECKS } from './launch-checks.ts';
import { shapeComplaints } from './shape-checks.ts';

const isNamedOnce: Check = ({ name }, all) =>
  all.flatMap(namesOf).filter((other) => other === name).length > 1
    ? { path: ['name'], message: `"${name}" is the name of another runner too: give each its own` }
    : undefined;

/** A size is called by its entry and itself. */
const namesOf = ({ name, bastionless: { sizes } }: RunnerEntry): string[] => [
  name,
  ...Object.keys(sizes).map((size) => `${name}/${size}`),
];

const isOfOneGitLab: Check = ({ url }, [first]) =>
  url === first?.url
    ? undefined
    : {
        path: ['url'],
        message:
          'must be the url of the first runner: one deployment serves one GitLab, deploy another stage',
      };

const isOfOneScope: Check = ({ bastionless: { project, group } }) =>
  project === undefined || group === undefined
    ? undefined
    : { path: ['bastionless', 'group'], message: 'must not be set beside project: keep one' };

const canRunSomething: Check = ({ bastionless: { tags, run_untagged } }) =>
  tags.length === 0 && run_untagged === false
    ? {
        path: ['bastionless', 'run_untagged'],
        message: 'must not be false without tags: the runner could run no job. Set tags',
      }
    : undefined;

/** GitLab's, of Ci::Runner. */
const MOST_TAGS = 50;

/** Of a size its own tag comes on top. */
const hasFewTags: Check = ({ bastionless: { tags, sizes } }) => {
  const most = Object.keys(sizes).length > 0 ? MOST_TAGS - 1 : MOST_TAGS;
  return tags.length <= most
    ? undefined
    : { path: ['bastionless', 'tags'], message: `must be ${most} at most: GitLab takes no more of a runner` };
};

const hasOneCa: Check = ({ bastionless: { ca_file } }, all) => {
  const other = all.find(({ bastionless }) => (bastionless.ca_file ?? ca_file) !== ca_file);
  return ca_file === undefined || other === undefined
    ? undefined
    : {
        path: ['bastionless', 'ca_file'],
        message: `is another than that of "${other.name}": one GitLab has one. Put all certificates into one file, and name it once`,
      };
};

/** Beside MachineOptions and MachineName it would have no effect. */
const saysMachinesOnce: Check = ({ executor, bastionless: { machine_options } }) =>
  executor === 'docker-autoscaler' || machine_options.length === 0
    ? undefined
    : {
        path: ['bastionless', 'machine_options'],
        message: 'is for docker-autoscaler: here MachineOptions of [runners.machine] says it. Remove it',
      };

/** Two keys would say it, and might say two things. */
const saysPlacesOnce: Check = ({ executor, bastionless: { jobs_per_machine } }) =>
  executor !== 'docker-autoscaler' || jobs_per_machine === undefined
    ? undefined
    : {
        path: ['bastionless', 'jobs_per_machine'],
        message:
          'is for docker+machine: here capacity_per_instance of [runners.autoscaler] says it. Remove it',
      };

const CHECKS = [
  isNamedOnce,
  isOfOneGitLab,
  hasOneCa,
  isOfOneScope,
  canRunSomething,
  hasFewTags,
  saysMachinesOnce,
  saysPlacesOnce,
  ...LAUNCH_CHECKS,
];

/** A runner of a file that its schema understands. */
export interface Understood {
  readonly index: number;
  readonly entry: RunnerEntry;
}

/** What is wrong with keys together, where each by itself is right; paths are from the top of the file. */
export function crossChecks(runners: readonly Understood[]): Complaint[] {
  const entries = runners.map(({ entry }) => entry);
  return runners.flatMap(({ index, entry }) =>
    [...CHECKS.flatMap((check) => check(entry, entries) ?? []), ...shapeComplaints(entry)].map(
      ({ path, message }) => ({
        path: ['runners', index, ...path],
        message,
      }),
    ),
  );
}
