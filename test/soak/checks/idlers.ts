import type { Check } from './breach.ts';

/** Seconds beyond IdleTime in which it is found out that GitLab gives the jobs that wait to none of a runner's machines. */
const FOUND_OUT_WITHIN = 700;

/** Rule 9: when only jobs are left that GitLab gives to none of our machines, they hold none. */
export const idlers: Check = ({ settings, world, report }) => ({
  whenOnlyHopelessWait: () => {
    const { clock, table } = world();
    for (const machine of table.machines.values()) {
      const idleTime =
        settings.runners.find(({ name }) => name === machine.runner)?.machine.idle.idleTime ?? 0;
      const seconds = clock.now() - machine.since;
      if (machine.state === 'Idle' && seconds > idleTime + FOUND_OUT_WITHIN)
        report(9, `${machine.name} is idle for ${Math.round(seconds)} s: ${machine.reason}`);
    }
  },
});
