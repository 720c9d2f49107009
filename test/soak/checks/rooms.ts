import type { Machine } from '../../../lib/scaler/state/machines/machine.ts';
import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';
import type { Check } from './breach.ts';

/** By the reason of a machine that leaves: for which runners. */
const FOR = /^jobs wait for (.+) and (?:concurrent|limit) \d+ is reached$/;
/** Seconds in which what leaves by one decision does. */
const TOGETHER = 30;
const HALF_AN_HOUR = 1800;
/**
 * How often in it machines may leave for runners of which none is made, as when EC2 has none for them: six times as the
 * waits grow, and once more for each fault that holds up those that leave, or the launch, until others do. Where nothing
 * makes them wait they leave each minute.
 */
const MOST = 12;
/** Jobs of others that wait come first: then the machines have not left for nothing. */
const FOR_JOBS = /^\d+ jobs? waiting/;

/** Rule 9: machines do not leave again and again for those of other runners that are not made. */
export const rooms: Check = ({ world, report }) => {
  const leaving = new Set<string>();
  /** When machines left, by the runners that it was for, since one of these was made, or one for jobs of another. */
  const inVain = new Map<string, readonly UnixSeconds[]>();
  const leaves = (names: string): void => {
    const now = world().clock.now();
    const before = (inVain.get(names) ?? []).filter((at) => at > now - HALF_AN_HOUR);
    const isAnother = now - (before.at(-1) ?? 0) > TOGETHER;
    const times = isAnother ? [...before, now] : before;
    inVain.set(names, times);
    if (times.length > MOST)
      report(9, `machines left ${times.length} times in half an hour for ${names}, of which none was made`);
  };
  return {
    onMachine: (machine) => {
      if (machine.state === 'Creating') {
        const isFor = (names: string) =>
          FOR_JOBS.test(machine.reason) || names.split(', ').includes(machine.runner);
        for (const names of [...inVain.keys()].filter(isFor)) inVain.delete(names);
      }
      const names = whomFor(machine);
      if (names === undefined || leaving.has(machine.instanceId)) return;
      leaving.add(machine.instanceId);
      leaves(names);
    },
  };
};

/** The runners that a machine leaves for, if it does. */
export const whomFor = ({ state, reason }: Machine): string | undefined =>
  state === 'Removing' ? FOR.exec(reason)?.[1] : undefined;
