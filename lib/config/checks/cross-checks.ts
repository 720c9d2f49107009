import type { RunnerEntry } from '../schema/config.ts';
import { type Check, type Complaint, complainIf } from './complaint.ts';
import { LAUNCH_CHECKS } from './launch-checks.ts';
import { shapeComplaints } from './shape-checks.ts';

const isNamedOnce: Check = ({ name }, all) =>
  complainIf(
    all.flatMap(namesOf).filter((other) => other === name).length > 1,
    ['name'],
    `"${name}" is the name of another runner too: give each its own`,
  );

/** The names of an entry and of its sizes. */
const namesOf = ({ name, bastionless: { sizes } }: RunnerEntry): string[] => [
  name,
  ...Object.keys(sizes).map((size) => `${name}/${size}`),
];

const isOfOneGitLab: Check = ({ url }, [first]) =>
  complainIf(
    url !== first?.url,
    ['url'],
    'must be the url of the first runner: one deployment serves one GitLab, deploy another stage',
  );

const isOfOneScope: Check = ({ bastionless: { project, group } }) =>
  complainIf(
    project !== undefined && group !== undefined,
    ['bastionless', 'group'],
    'must not be set beside project: keep one',
  );

const canRunSomething: Check = ({ bastionless: { tags, run_untagged } }) =>
  complainIf(
    tags.length === 0 && run_untagged === false,
    ['bastionless', 'run_untagged'],
    'must not be false without tags: the runner could run no job. Set tags',
  );

/** GitLab's limit for a runner, in Ci::Runner. */
const MOST_TAGS = 50;

/** A size has one tag more: its name. */
const hasFewTags: Check = ({ bastionless: { tags, sizes } }) => {
  const most = Object.keys(sizes).length > 0 ? MOST_TAGS - 1 : MOST_TAGS;
  const message = `must be ${most} at most: GitLab takes no more of a runner`;
  return complainIf(tags.length > most, ['bastionless', 'tags'], message);
};

const hasOneCa: Check = ({ bastionless: { ca_file } }, all) => {
  const other = all.find(({ bastionless }) => (bastionless.ca_file ?? ca_file) !== ca_file);
  const message = `differs from that of "${other?.name}": all runners use one GitLab, so one file. Put all certificates into it and name it once`;
  return complainIf(ca_file !== undefined && other !== undefined, ['bastionless', 'ca_file'], message);
};

/** Beside MachineOptions and MachineName it would have no effect. */
const saysMachinesOnce: Check = ({ executor, bastionless: { machine_options } }) =>
  complainIf(
    executor !== 'docker-autoscaler' && machine_options.length > 0,
    ['bastionless', 'machine_options'],
    'is for docker-autoscaler: here MachineOptions of [runners.machine] says it. Remove it',
  );

/** Two keys might say two things. */
const saysPlacesOnce: Check = ({ executor, bastionless: { jobs_per_machine } }) =>
  complainIf(
    executor === 'docker-autoscaler' && jobs_per_machine !== undefined,
    ['bastionless', 'jobs_per_machine'],
    'is for docker+machine: here capacity_per_instance of [runners.autoscaler] says it. Remove it',
  );

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
