import type { Check } from './breach.ts';

/** Seconds after which whatever was decided before a drain has been done: a launch that was asked for may come late. */
const HEEDED_AFTER = 300;

/** Rule 1 while an operator drains: no machine is launched. */
export const drains: Check = ({ world, report }) => ({
  onInstance: ({ instanceId, state }) => {
    const { clock, table } = world();
    if (state !== 'pending' || table.drain === undefined) return;
    const seconds = clock.now() - table.drain.since;
    if (seconds > HEEDED_AFTER)
      report(1, `${instanceId} is launched ${Math.round(seconds)} s after a drain began`);
  },
});
