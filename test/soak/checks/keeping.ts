import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';
import type { Check } from './breach.ts';
import { INEXACT } from './passings.ts';

/** Rule 2, of a machine that an operator looks at: we never terminate it before the time is over, unless EC2 has. */
export const keeping: Check = ({ world, report }) => {
  const until = new Map<string, UnixSeconds>();
  return {
    onMachine: ({ instanceId, kept }) => {
      if (kept !== undefined) until.set(instanceId, kept.until);
    },
    onTerminate: (instanceId) => {
      const seconds = (until.get(instanceId) ?? 0) - world().clock.now();
      const { fate } = world().table.machines.get(instanceId) ?? {};
      if (seconds > INEXACT && fate?.kind !== 'Gone')
        report(2, `${instanceId} is terminated, and an operator keeps it for ${Math.round(seconds)} s more`);
    },
  };
};
