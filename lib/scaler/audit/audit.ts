import type { Settings } from '../../config/settings.ts';
import { attempt } from '../calls/attempt.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import type { World } from '../ports/world.ts';
import { compare } from './compare.ts';
import { keepPlaceholders } from './keep-placeholders.ts';
import { mend } from './mend.ts';
import { observe } from './observe.ts';
import { findUnheardJobs } from './unheard-jobs.ts';

const AT_ONCE = 5;

export type Auditing = Pick<World, 'store' | 'ec2' | 'gitlab' | 'clock' | 'log' | 'metrics'>;

/**
 * Compares the records with EC2 (by the deployment's tag) and with GitLab (by the runners' descriptions), and
 * mends the differences both ways: so nothing depends on having seen every event. It lists first and reads the
 * records afterwards: see `compare`. Keeps placeholders in GitLab, too. Throws only if the records cannot be read.
 *
 * @param scaler this deployment's name: it touches no other deployment's machines or runners
 */
export async function audit(world: Auditing, settings: Settings, scaler: string): Promise<void> {
  const observed = await observe(world, settings, scaler);
  const state = await world.store.readActive();
  const findings = compare(observed, state, world.clock.now());
  const mendOne = (finding: (typeof findings)[number]) => {
    const { kind, reason } = finding;
    return attempt(world.log, 'mending what an audit found', { kind, found: reason }, () =>
      mend(world, settings, finding),
    );
  };
  await mapConcurrently(findings, mendOne, AT_ONCE);
  // Neither waits for the other: both may take long where GitLab is slow.
  await Promise.all([
    findUnheardJobs(world, settings, state),
    keepPlaceholders(world, settings, scaler, observed.placeholders),
  ]);
}
