import { sumOf } from '../../state/sum.ts';

/** Jobs that the same runners can run: `able` are the runners' places in the file. */
export interface Group {
  readonly able: readonly number[];
  readonly count: number;
}

/**
 * Spreads jobs over runners so that as many as possible find room at each level of capacities; a lower level
 * fills before the next opens. Jobs without room at the last level go to the first runner that can run them. A
 * job that only one runner can run never loses its place to a job that had a choice. This is a maximum flow,
 * found by augmenting paths (Ford and Fulkerson), over groups of jobs, since jobs are many and groups few.
 *
 * @param levels for each level, in rising order, the capacity of each runner
 * @returns the number of jobs for each runner
 */
export function assign(groups: readonly Group[], levels: readonly (readonly number[])[]): number[] {
  const runners = levels[0]?.length ?? 0;
  const flow = groups.map(() => new Array<number>(runners).fill(0));
  const left = groups.map(({ count }) => count);
  for (const capacity of levels) {
    groups.forEach((_, group) => {
      left[group] =
        (left[group] ?? 0) - place({ groups, flow, capacity }, group, left[group] ?? 0, new Set());
    });
  }
  return Array.from({ length: runners }, (_, runner) => {
    const overflow = left.reduce(
      (sum, count, group) => sum + (groups[group]?.able[0] === runner ? count : 0),
      0,
    );
    return loadOf(flow, runner) + overflow;
  });
}

interface Network {
  readonly groups: readonly Group[];
  /** Jobs of each group that each runner has. */
  readonly flow: number[][];
  readonly capacity: readonly number[];
}

/** Finds room for as many of a group's jobs as it can, at most `wanted`, moving other groups' jobs if it must. */
function place(network: Network, group: number, wanted: number, closed: Set<number>): number {
  const { groups, flow, capacity } = network;
  const open = (groups[group]?.able ?? []).filter((runner) => !closed.has(runner));
  let placed = 0;
  for (const runner of open) {
    const free = Math.max(0, (capacity[runner] ?? 0) - loadOf(flow, runner));
    placed += add(flow, group, runner, Math.min(free, wanted - placed));
  }
  for (const runner of open) {
    if (placed === wanted || closed.has(runner)) continue;
    closed.add(runner);
    placed += displace(network, group, runner, wanted - placed, closed);
  }
  return placed;
}

/** Moves other groups' jobs away from a runner to have the group's own in their place. */
function displace(
  network: Network,
  group: number,
  runner: number,
  wanted: number,
  closed: Set<number>,
): number {
  const { groups, flow } = network;
  let placed = 0;
  for (const other of groups.keys()) {
    const movable = Math.min(flow[other]?.[runner] ?? 0, wanted - placed);
    if (other === group || movable === 0) continue;
    const moved = place(network, other, movable, closed);
    add(flow, other, runner, -moved);
    placed += add(flow, group, runner, moved);
  }
  return placed;
}

function add(flow: number[][], group: number, runner: number, count: number): number {
  const row = flow[group] ?? [];
  row[runner] = (row[runner] ?? 0) + count;
  return count;
}

function loadOf(flow: readonly (readonly number[])[], runner: number): number {
  return sumOf(flow, (row) => row[runner] ?? 0);
}
