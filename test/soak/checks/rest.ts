import type { Settings } from '../../../lib/config/settings.ts';
import { isEnded, type SimulatedJob } from '../../../lib/simulation/gitlab/model.ts';
import type { SimulatedWorld } from '../../../lib/simulation/world/world.ts';
import { isOwn, isPlaceholder, isUndeletable } from './breach.ts';
import { isUp } from './limits.ts';

/** The jobs that wait, run, or have not been begun. */
export function unfinishedJobs({ gitlab }: SimulatedWorld): readonly SimulatedJob[] {
  return gitlab.jobs.all().filter((job) => !isEnded(job));
}

/** All that is to be gone when no job is left, as words for people. */
export function leftovers(world: SimulatedWorld, settings: Settings): readonly string[] {
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
      .filter((runner) => !isUndeletable(settings, runner))
      .map(({ id, description }) => `runner ${id} of ${description} in GitLab`),
    ...[...table.machines.values()].map(
      ({ name, state, reason }) => `record of ${name}: ${state}, ${reason}`,
    ),
    ...[...table.launches.values()].map(({ runner, outcome }) => `launch of ${runner}: ${outcome.kind}`),
  ];
}

/** The records of jobs that are to be gone then. One that never ran stays for a day, and asks for nothing. */
export function leftJobs({ table }: SimulatedWorld): readonly string[] {
  return [...table.jobs.values()]
    .filter(({ status }) => status !== 'created')
    .map(({ id, status }) => `record of job ${id}: ${status}`);
}
