import type { Settings } from '../../../lib/config/settings.ts';
import { isEnded, type SimulatedJob, type SimulatedRunner } from '../../../lib/simulation/gitlab/model.ts';
import type { SimulatedWorld } from '../../../lib/simulation/world/world.ts';
import { lastSettings, type Scenario } from '../scenario/scenario.ts';
import { isOwn, isPlaceholder, isUndeletable } from './breach.ts';
import { isUp } from './limits.ts';

/** The jobs that wait, run, or have not been begun. */
export function unfinishedJobs({ gitlab }: SimulatedWorld): readonly SimulatedJob[] {
  return gitlab.jobs.all().filter((job) => !isEnded(job));
}

/** All that is to be gone when no job is left, as words for people. */
export function leftovers(world: SimulatedWorld, scenario: Scenario): readonly string[] {
  const { ec2, gitlab, table } = world;
  return [
    ...ec2
      .instances()
      .filter(isUp)
      .map(({ instanceId, state }) => `instance ${instanceId}, ${state}`),
    ...ec2.unclosedSpotRequests().map((id) => `spot request ${id}`),
    ...gitlab.runners
      .all()
      .filter((runner) => isOwn(world, runner) && !isPlaceholder(world, runner))
      .filter((runner) => !isUndeletable(scenario.settings, runner))
      .filter((runner) => isListed(lastSettings(scenario.settings, scenario), runner))
      .map(({ id, description }) => `runner ${id} of ${description} in GitLab`),
    ...[...table.machines.values()].map(
      ({ name, state, reason }) => `record of ${name}: ${state}, ${reason}`,
    ),
    ...[...table.launches.values()].map(({ runner, outcome }) => `launch of ${runner}: ${outcome.kind}`),
  ];
}

/** We list the runners of the projects and groups that config.toml names, and know of no other place. */
const isListed = ({ runners }: Settings, { type, projectId, groupId }: SimulatedRunner): boolean =>
  type === 'instance_type' ||
  runners.some(({ scope }) => scope.kind !== 'Instance' && scope.id === (projectId ?? groupId));

/** The records of jobs that are to be gone then. One that never ran stays for a day, and asks for nothing. */
export function leftJobs({ table }: SimulatedWorld): readonly string[] {
  return [...table.jobs.values()]
    .filter(({ status }) => status !== 'created')
    .map(({ id, status }) => `record of job ${id}: ${status}`);
}
