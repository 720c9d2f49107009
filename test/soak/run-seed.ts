import type { Clock } from '../../lib/scaler/ports/clock.ts';
import type { Fault } from '../../lib/simulation/faults/faults.ts';
import { openMemoryStore } from '../../lib/simulation/memory-store.ts';
import { SCALER } from '../../lib/simulation/world/functions.ts';
import { everyone, type Observer } from '../../lib/simulation/world/observer.ts';
import { PROJECT } from '../../lib/simulation/world/projects.ts';
import { createWorld, type Sabotage, type SimulatedWorld } from '../../lib/simulation/world/world.ts';
import type { Breach, Check } from './checks/breach.ts';
import { builds } from './checks/builds.ts';
import { counts } from './checks/counts.ts';
import { drains } from './checks/drains.ts';
import { limits } from './checks/limits.ts';
import { losses } from './checks/losses.ts';
import { money } from './checks/money.ts';
import { others } from './checks/others.ts';
import { removals } from './checks/removals.ts';
import { leftovers, unfinishedJobs } from './checks/rest.ts';
import { secrets } from './checks/secrets.ts';
import { type Drained, type Scenario, scenarioOf } from './scenario.ts';

export interface Trial {
  readonly seed: number;
  /** Of the faults that the seed brings only these, by name. */
  readonly only?: ReadonlySet<string>;
  /** Makes it anew for each world. */
  readonly sabotage?: () => Sabotage;
  /** One more who is told of all that happens, given the world's clock. */
  readonly observer?: (clock: Clock) => Observer;
}

export interface Verdict {
  readonly seed: number;
  readonly faults: readonly Fault[];
  readonly simulatedSeconds: number;
  /** The first rule that was broken. */
  readonly breach?: Breach;
}

const CHECKS: readonly Check[] = [limits, removals, builds, counts, drains, losses, secrets, money, others];
/** Of deployments of a name like ours, and of people. */
const FOREIGN = [`machine-1 of ${SCALER}-2`, `machine-1 of other-${SCALER}`, 'a runner of people'];
const STEP = 60;
/** Seconds without faults in which every job must have ended: the last may have waited for all others. */
const JOBS_END_WITHIN = 3 * 3600;
/** Seconds after the last job's end, beyond IdleTime, in which all must be gone: less than a machine ends by itself. */
const GONE_WITHIN = 25 * 60;

/** A storm of faults and the calm after it, with all rules checked. */
export async function runSeed({ seed, only, sabotage, observer }: Trial): Promise<Verdict> {
  const scenario = scenarioOf(seed);
  const breaches: Breach[] = [];
  const faults: Fault[] = [];
  const foreign = new Set<number>();
  const scene = {
    settings: scenario.settings,
    world: () => world,
    foreign,
    report: (rule: number, what: string) => breaches.push({ rule, what, at: world.clock.now() }),
  };
  const checks = CHECKS.map((check) => check(scene));
  const world: SimulatedWorld = createWorld({
    ...{ settings: scenario.settings, seed, start: scenario.start },
    observer: everyone([
      { onFault: (fault) => faults.push(fault) },
      ...(observer ? [observer({ now: () => world.clock.now() })] : []),
      ...checks,
    ]),
    faults: { until: scenario.calmFrom, ...(only && { only }) },
    ...(sabotage && { sabotage: sabotage() }),
  });
  play(scenario, world);
  for (const id of addForeignRunners(world)) foreign.add(id);

  const isBroken = (): boolean => breaches.length > 0;
  const waitUntil = async (holds: () => boolean, seconds: number): Promise<boolean> => {
    const deadline = world.clock.now() + seconds;
    while (!isBroken() && !holds() && world.clock.now() < deadline) await world.clock.advance(STEP);
    return holds();
  };
  await waitUntil(() => world.clock.now() >= scenario.calmFrom, Number.POSITIVE_INFINITY);
  const haveEnded = await waitUntil(() => unfinishedJobs(world).length === 0, JOBS_END_WITHIN);
  if (!isBroken() && !haveEnded) scene.report(4, `jobs have not ended: ${namesOf(world)}`);
  const isGone = await waitUntil(
    () => leftovers(world, foreign).length === 0,
    longestIdle(scenario) + GONE_WITHIN,
  );
  if (!isBroken() && !isGone) scene.report(3, `left without a job: ${leftovers(world, foreign).join('; ')}`);

  for (const { atRest } of isBroken() ? [] : checks) atRest?.();

  const [breach] = breaches;
  const simulatedSeconds = world.clock.now() - scenario.start;
  return { seed, faults, simulatedSeconds, ...(breach && { breach }) };
}

function play({ pushes, drains }: Scenario, world: SimulatedWorld): void {
  for (const { at, projectId, jobs } of pushes) world.push(at, projectId, jobs);
  for (const drain of drains) drainLater(world, drain);
}

function addForeignRunners({ gitlab }: SimulatedWorld): number[] {
  return FOREIGN.flatMap((description) => {
    const wanted = { type: 'project_type', projectId: PROJECT.id, description } as const;
    const created = gitlab.runners.create(wanted);
    return created.kind === 'Created' ? [created.runner.id] : [];
  });
}

function drainLater({ clock, table }: SimulatedWorld, { at, seconds }: Drained): void {
  const operator = openMemoryStore({ table, writer: 'operator' });
  clock.after(at - clock.now(), () => void operator.startDrain({ since: clock.now(), reason: '' }));
  clock.after(at + seconds - clock.now(), () => void operator.endDrain(clock.now()));
}

const namesOf = (world: SimulatedWorld): string =>
  unfinishedJobs(world)
    .map(({ id, status }) => `${id}, ${status}`)
    .join('; ');

const longestIdle = ({ settings }: Scenario): number =>
  Math.max(...settings.runners.map(({ machine }) => machine.idle.idleTime));
