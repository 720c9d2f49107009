import type { IdleSettings, RunnerSettings, Settings } from '../../../lib/config/settings.ts';
import type { Job } from '../../../lib/scaler/state/jobs/job.ts';
import type { Machine } from '../../../lib/scaler/state/machines/machine.ts';
import { sum } from '../../../lib/scaler/state/sum.ts';
import type { Fault } from '../../../lib/simulation/faults/faults.ts';
import type { FaultKind } from '../../../lib/simulation/faults/kinds.ts';
import { LONGEST_SPELLS } from '../../../lib/simulation/faults/weather.ts';
import type { Check } from './breach.ts';
import { INEXACT, NOT_AGAIN_FOR } from './passings.ts';
import { whomFor } from './rooms.ts';

/** What is launched in these ends without a job, be it replaced as often as it may: by each runner ever less often. */
const FATAL: readonly FaultKind[] = [
  'instances end at launch',
  'machines give up at boot',
  'runners end at once',
];
const IN_A_SPELL = 8;
/** Each takes one machine, whose job or place wants another. */
const LOSSES: readonly FaultKind[] = [
  ...(['machine never boots', 'machine interrupted', 'machine dies', 'machine freezes'] as const),
  'rebalance recommended',
  ...(['runner deleted', 'silent runner deleted', 'runner paused'] as const),
  ...(['Docker crashes', 'Docker hangs'] as const),
];
/** In these a machine asks in vain for its runner. */
const DEAF: readonly FaultKind[] = ['GitLab down', 'GitLab throttles', 'GitLab slow'];
/** Without it a job is thought to wait that has begun, or has ended. */
const UNHEARD = /^(?!created|pending)\w+ of job \d+$/;
/**
 * Launches that no cause explains by itself: several faults together are worse than each alone. In 639 worlds none took one
 * of these; what is replaced at once and for ever takes dozens.
 */
const FEW = 12;

/**
 * Rule 9: no more is launched than causes explain. Each time that a job waits is one. What is launched ahead in vain, and
 * what leaves for other runners, are too, and so is each ready machine that was not given a job: of these other checks see
 * that they are right. The rest are the idle rules, drains and faults.
 */
export const launches: Check = ({ settings, world, report }) => {
  const faults: Fault[] = [];
  let launched = 0;
  let wanted = 0;
  /** Machines that left without a job for a cause that is known of each. */
  let explained = 0;
  /** GitLab's runners that have run jobs. */
  const used = new Set<number>();
  const nameOf = new Map<number, string>();
  /** Jobs that began, by the name of the runner in config.toml. */
  const begun = new Map<string, number>();
  /** By job, runner and how often. */
  const passings = new Set<string>();
  const drained = new Set<string>();
  const isExplained = (machine: Machine): boolean => {
    const { instanceId, runnerId, launchedAt, isAhead, kept } = machine;
    if (runnerId !== undefined && used.has(runnerId)) return false;
    if (isAhead || kept !== undefined || drained.has(instanceId) || whomFor(machine) !== undefined)
      return true;
    return runnerId === undefined && faults.some((fault) => isDeaf(fault, launchedAt, world().clock.now()));
  };
  return {
    onFault: (fault) => faults.push(fault),
    onInstance: ({ state }) => {
      if (state === 'pending') launched += 1;
    },
    onJob: ({ status, runnerId }) => {
      if (status === 'pending') wanted += 1;
      if (status !== 'running' || runnerId === undefined) return;
      used.add(runnerId);
      const name = nameOf.get(runnerId) ?? '';
      begun.set(name, (begun.get(name) ?? 0) + 1);
    },
    onMachine: ({ instanceId, runner, runnerId, state }) => {
      if (runnerId !== undefined) nameOf.set(runnerId, runner);
      if (state === 'Removing' && world().table.drain !== undefined) drained.add(instanceId);
    },
    onMachineRemoved: (machine) => {
      if (isExplained(machine)) explained += 1;
    },
    onCall: ({ port, method, args: [first] }) => {
      if (port !== 'store' || method !== 'replaceJob') return;
      const { id, passedOver = [] } = first as Job;
      const tried = passedOver.filter(
        ({ againAt }) => againAt - world().clock.now() > NOT_AGAIN_FOR - INEXACT,
      );
      for (const { runner, times } of tried) passings.add(`${id} ${runner} ${times}`);
    },
    atRest: () => {
      const most =
        FEW +
        wanted +
        explained +
        passings.size +
        ready(settings) +
        sum(settings.runners.map((runner) => inStep(runner, begun.get(runner.name) ?? 0))) +
        lost(faults, settings);
      if (launched > most) report(9, `${launched} machines were launched, of ${most} explained`);
    },
  };
};

/** Machines that are to stand ready at the most, over all runners; and once more, as they are replaced now and then. */
function ready({ runners, concurrent }: Settings): number {
  const most = runners.map((runner) => Math.max(...idleRules(runner).map(({ idleCount }) => idleCount)));
  return 2 * Math.min(concurrent, sum(most));
}

const idleRules = ({ machine: { idle, periods } }: RunnerSettings): readonly IdleSettings[] => [
  idle,
  ...periods,
];

/** What stands ready for a part of the jobs that run: as those come and go, it does, in vain each time at the worst. */
const inStep = (runner: RunnerSettings, begun: number): number =>
  begun * Math.max(...idleRules(runner).map(({ idleScaleFactor }) => idleScaleFactor));

/** A rise of the price takes all machines that there may be, and so does a spell: those under way, and then one after the other. */
function lost(faults: readonly Fault[], { concurrent, runners }: Settings): number {
  const count = (is: (fault: Fault) => boolean): number => faults.filter(is).length;
  return (
    count(({ kind }) => LOSSES.includes(kind)) +
    count(({ kind, where }) => /^webhook (?:lost|delayed)$/.test(kind) && UNHEARD.test(where)) +
    // The machine does not know its runner's token then, and is given no other.
    count(({ where }) => where.startsWith('register at ')) +
    count(({ kind }) => kind === 'price rises') * concurrent +
    count(({ kind }) => FATAL.includes(kind)) * (concurrent + runners.length * IN_A_SPELL)
  );
}

function isDeaf({ kind, at }: Fault, from: number, to: number): boolean {
  return DEAF.includes(kind) && at < to && at + (LONGEST_SPELLS.get(kind) ?? 0) > from;
}
