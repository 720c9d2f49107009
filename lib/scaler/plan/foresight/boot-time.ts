import type { State } from '../../state/state.ts';

/** Seconds, as long as none of the runner's machines has told more. */
const UNKNOWN = 40;
const SHARE = 0.5;

/** Seconds from the request of one of the runner's machines until it is ready: half of its last ones took less. */
export function bootTime(runner: string, { machines, histories = [] }: State): number {
  const past = histories.find((history) => history.runner === runner)?.boots ?? [];
  const present = machines.flatMap((machine) =>
    machine.runner === runner && machine.readyAt !== undefined ? [machine.readyAt - machine.launchedAt] : [],
  );
  const known = [...present, ...past].toSorted((one, other) => one - other);
  return known[Math.floor(known.length * SHARE)] ?? UNKNOWN;
}
