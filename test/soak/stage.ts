import type { Clock } from '../../lib/scaler/ports/clock.ts';
import type { UnixSeconds } from '../../lib/scaler/state/time.ts';
import type { VirtualClock } from '../../lib/simulation/clock/virtual-clock.ts';
import type { Fault } from '../../lib/simulation/faults/faults.ts';
import { FULL_ACCESS, GUEST } from '../../lib/simulation/gitlab/access.ts';
import type { SimulatedJob } from '../../lib/simulation/gitlab/model.ts';
import { openMemoryStore } from '../../lib/simulation/memory/store.ts';
import { type Deployment, deploy, type Functions, SCALER } from '../../lib/simulation/world/functions.ts';
import type { Invoking } from '../../lib/simulation/world/lambda.ts';
import { everyone, type Observer } from '../../lib/simulation/world/observer.ts';
import { PROJECT } from '../../lib/simulation/world/projects.ts';
import { createWorld, type SimulatedWorld } from '../../lib/simulation/world/world.ts';
import { ahead } from './checks/ahead.ts';
import { allowed } from './checks/allowed.ts';
import type { Breach, Check, Report } from './checks/breach.ts';
import { builds } from './checks/builds.ts';
import { charges } from './checks/charges.ts';
import { counts } from './checks/counts.ts';
import { drains } from './checks/drains.ts';
import { heard } from './checks/heard.ts';
import { hours } from './checks/hours.ts';
import { idlers } from './checks/idlers.ts';
import { keeping } from './checks/keeping.ts';
import { launches } from './checks/launches.ts';
import { limits } from './checks/limits.ts';
import { losses } from './checks/losses.ts';
import { others } from './checks/others.ts';
import { passings } from './checks/passings.ts';
import { refusals } from './checks/refusals.ts';
import { removals } from './checks/removals.ts';
import { unfinishedJobs } from './checks/rest.ts';
import { rooms } from './checks/rooms.ts';
import { secrets } from './checks/secrets.ts';
import { surplus } from './checks/surplus.ts';
import { trials } from './checks/trials.ts';
import { waits } from './checks/waits.ts';
import { wakeUps } from './checks/wake-ups.ts';
import type { Trial } from './run-seed.ts';
import { mayServe } from './scenario/hopeless.ts';
import { lastSettings, type Scenario, type Spell, scenarioOf } from './scenario/scenario.ts';

/** The worlds of one seed, in which all is set for what is to happen. */
export interface Stage {
  readonly scenario: Scenario;
  readonly clock: VirtualClock;
  /** One, or two on the same GitLab. */
  readonly worlds: readonly [SimulatedWorld, ...SimulatedWorld[]];
  readonly checks: readonly ReturnType<Check>[];
  readonly report: Report;
  /** The jobs that GitLab gives to no machine of ours, and those of later stages. */
  readonly hopeless: () => readonly SimulatedJob[];
}

interface Audience {
  readonly report: (breach: Breach) => void;
  readonly watch: (clock: Clock) => Observer;
}

const CHECKS: readonly Check[] = [
  limits,
  refusals,
  removals,
  keeping,
  builds,
  counts,
  drains,
  allowed,
  losses,
  secrets,
  launches,
  wakeUps,
  rooms,
  ahead,
  others,
  passings,
  trials,
  heard,
  hours,
  idlers,
  surplus,
  waits,
  charges,
];
/** Of deployments of a name like ours, and of people. */
const FOREIGN = [`machine-1 of ${SCALER}-2`, `machine-1 of other-${SCALER}`, 'a runner of people'];
/** The same stage, in another region. */
const ELSEWHERE = `${SCALER} elsewhere`;
/** Seconds. */
const LOOK_EVERY = 60;

export function stageOf(trial: Trial, audience: Audience): Stage {
  const scenario = scenarioOf(trial.seed);
  /** What goes wrong with GitLab is told to all who share it. */
  const before: Fault[] = [];
  const sharers: Observer[] = [{ onFault: (fault) => before.push(fault) }];
  const first = openWorld(trial, scenario, audience, { sharers });
  const opened = [first];
  if (scenario.isShared) {
    const second = openWorld(trial, scenario, audience, { beside: first.world });
    for (const check of second.checks) for (const fault of before) check.onFault?.(fault);
    sharers.push(...second.checks);
    opened.push(second);
  }
  const { world } = first;
  setUp(scenario, world);
  for (const { table } of opened.map((one) => one.world)) operate(scenario, world.clock, table);
  const report: Report = (rule, what) => audience.report({ rule, what, at: world.clock.now() });
  return {
    ...{ scenario, clock: world.clock, report },
    worlds: [world, ...opened.slice(1).map((one) => one.world)],
    checks: opened.flatMap(({ checks }) => checks),
    hopeless: () => unfinishedJobs(world).filter((job) => mayEnd(job) && isHopeless(world, scenario, job)),
  };
}

/** What goes wrong in the second world is its own. */
function openWorld(
  { seed, only, sabotage }: Trial,
  scenario: Scenario,
  { report, watch }: Audience,
  { beside, sharers = [] }: { readonly beside?: SimulatedWorld; readonly sharers?: readonly Observer[] },
) {
  const checks = CHECKS.map((check) =>
    check({
      ...{ scenario, settings: scenario.settings, world: () => world },
      report: (rule, what) => report({ rule, what, at: world.clock.now() }),
    }),
  );
  // The first minute's weather strikes while the world is made.
  let now = () => scenario.start;
  const world: SimulatedWorld = createWorld({
    ...{ settings: scenario.settings, seed: beside ? seed + 2 ** 31 : seed, start: scenario.start },
    observer: everyone([
      watch({ now: () => now() }),
      ...checks,
      { onFault: (fault) => sharers.forEach((sharer) => void sharer.onFault?.(fault)) },
    ]),
    faults: { until: scenario.calmFrom, ...(only && { only }) },
    ...(sabotage && { sabotage: sabotage() }),
    ...(beside && { beside, scaler: ELSEWHERE }),
    deploy: (lambda, deployment) => deployedTwice(lambda, deployment, scenario, () => now()),
  });
  now = () => world.clock.now();
  return { world, checks };
}

/** From some time on the functions go by another config.toml, and what they had in memory is gone. */
function deployedTwice(
  lambda: Invoking,
  deployment: Deployment,
  scenario: Scenario,
  now: () => UnixSeconds,
): Functions {
  const first = deploy(lambda, deployment);
  const { removed } = scenario;
  if (removed === undefined) return first;
  const last = deploy(lambda, { ...deployment, settings: lastSettings(deployment.settings, scenario) });
  const current = () => (now() < removed.at ? first : last);
  return {
    webhook: (told) => current().webhook(told),
    register: (instanceId, uptime) => current().register(instanceId, uptime),
    report: (instanceId, reason) => current().report(instanceId, reason),
    ec2Events: (news) => current().ec2Events(news),
    schedule: () => current().schedule(),
    reconcile: (records) => current().reconcile(records),
    audit: () => current().audit(),
  };
}

function setUp(scenario: Scenario, world: SimulatedWorld): void {
  const {
    projects = [],
    pushes,
    hidden,
    switchedOn,
    outage,
    borrower,
    impatient,
    exhausted,
    minutesUsedUp,
    calmFrom,
  } = scenario;
  const { clock, ec2, gitlab } = world;
  gitlab.runnerSide.storesTracesByPart = scenario.storesTracesByPart;
  gitlab.skew = scenario.skew;
  for (const project of projects) gitlab.projects.add(project);
  for (const { at, projectId, jobs, source } of pushes) world.push(at, projectId, jobs, source);
  if (hidden !== undefined) gitlab.access = { ...FULL_ACCESS, levelIn: new Map([[hidden, GUEST]]) };
  if (switchedOn !== undefined) {
    const { projectId, at } = switchedOn;
    clock.after(at - clock.now(), () => gitlab.projects.change(projectId, { withoutGroupRunners: false }));
  }
  if (minutesUsedUp !== undefined) {
    const { projectId, at } = minutesUsedUp;
    clock.after(at - clock.now(), () => gitlab.projects.change(projectId, { instanceRunners: 'UsedUp' }));
  }
  if (outage !== undefined) {
    const { projectId, from, until } = outage;
    clock.after(from - clock.now(), () => gitlab.projects.change(projectId, { isBroken: true }));
    clock.after(until - clock.now(), () => gitlab.projects.change(projectId, { isBroken: false }));
  }
  if (exhausted !== undefined) {
    ec2.exhausted.add(exhausted);
    clock.after(calmFrom - clock.now(), () => void ec2.exhausted.delete(exhausted));
  }
  if (borrower !== undefined) borrow(world, borrower, calmFrom);
  if (impatient !== undefined) cancelSoon(world, impatient, calmFrom);
  for (const description of FOREIGN)
    gitlab.runners.create({ type: 'project_type', projectId: PROJECT.id, description });
}

/** Its people look each minute for runners that it may use too. */
function borrow({ clock, gitlab }: SimulatedWorld, projectId: number, until: UnixSeconds): void {
  eachMinute(clock, until, () => {
    for (const { id, otherProjects } of gitlab.runners.all())
      if (!otherProjects.includes(projectId)) gitlab.runners.enable(id, projectId);
  });
}

function cancelSoon({ clock, gitlab, ground }: SimulatedWorld, projectId: number, until: UnixSeconds): void {
  eachMinute(clock, until, () => {
    for (const { id } of gitlab.jobs.ofProject(projectId, ['running'])) ground.users.cancel(id);
  });
}

function eachMinute(clock: VirtualClock, until: UnixSeconds, look: () => void): void {
  look();
  if (clock.now() < until) clock.after(LOOK_EVERY, () => eachMinute(clock, until, look));
}

/** What people do to a deployment and its records. */
function operate(
  { unreadable, drains, kept = [] }: Scenario,
  clock: VirtualClock,
  table: SimulatedWorld['table'],
): void {
  if (unreadable) table.unreadable.set(unreadable, 'it is of another version');
  for (const drain of drains) drainLater(clock, table, drain);
  for (const spell of kept) keepLater(clock, table, spell);
}

function drainLater(clock: VirtualClock, table: SimulatedWorld['table'], { at, seconds }: Spell): void {
  const operator = openMemoryStore({ table, writer: 'operator' });
  clock.after(at - clock.now(), () => void operator.startDrain({ since: clock.now(), reason: '' }));
  clock.after(at + seconds - clock.now(), () => void operator.endDrain(clock.now()));
}

/** The one that was made last, unless it leaves already. */
function keepLater(clock: VirtualClock, table: SimulatedWorld['table'], { at, seconds }: Spell): void {
  const { machines } = openMemoryStore({ table, writer: 'operator' });
  clock.after(at - clock.now(), () => {
    const staying = [...table.machines.values()].filter((one) => one.state !== 'Removing' && !one.fate);
    const machine = staying.at(-1);
    if (machine !== undefined) void machines.replace({ ...machine, kept: { until: at + seconds } });
  });
}

/** It runs on no machine, and people may end it. */
const mayEnd = ({ status }: SimulatedJob): boolean => status === 'created' || status === 'pending';

function isHopeless({ gitlab }: SimulatedWorld, scenario: Scenario, job: SimulatedJob): boolean {
  const { settings, switchedOn, hidden } = scenario;
  if (job.projectId === switchedOn?.projectId) return false;
  // No runner of ours is for its project: it runs only on a machine that another job has left.
  if (job.projectId === hidden) return true;
  const { runners } = lastSettings(settings, scenario);
  return !runners.some((runner) => mayServe(runner, job, gitlab.projectOf(job)));
}

export const longestIdle = ({ settings }: Scenario): number =>
  Math.max(...settings.runners.map(({ machine }) => machine.idle.idleTime));
