import { attempt } from '../calls/attempt.ts';
import type { PlannedLaunch } from '../plan/launches/launches.ts';
import type { State } from '../state/state.ts';
import { askForLaunch, fieldsOf, type Launching } from './ask-for-launch.ts';
import { newLaunch } from './new-launch.ts';

/**
 * Puts the launches on record, then asks EC2 for them: a crash in between neither launches twice nor forgets. None is
 * made if another reconcile has launched since the state was read: what is needed is then to be decided anew.
 */
export async function launchMachines(
  world: Launching,
  state: State,
  planned: readonly PlannedLaunch[],
): Promise<'Done' | 'Overtaken'> {
  if (planned.length === 0) return 'Done';
  const launches = planned.map(({ runner, count, ahead, reasons }) => {
    const before = state.launches.find((launch) => launch.runner === runner.name);
    const wanted = { count, ahead, before, market: runner.ec2.market.kind, reason: reasons.join('; ') };
    const launch = newLaunch(world, runner, wanted);
    world.log.info('launching machines', { runner: runner.name, count, reasons, launch: launch.id });
    return { launch, runner };
  });
  const fields = { runners: launches.map(({ runner }) => runner.name) };
  const isOpen = await attempt(world.log, 'putting launches on record', fields, () =>
    world.store.openLaunches(
      launches.map(({ launch }) => launch),
      state,
    ),
  );
  if (!isOpen) return isOpen === false ? 'Overtaken' : 'Done';
  await Promise.all(
    launches.map(({ launch, runner }) =>
      attempt(world.log, 'launching machines', fieldsOf(launch), () => askForLaunch(world, launch, runner)),
    ),
  );
  return 'Done';
}
