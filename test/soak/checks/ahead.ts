import type { Machine } from '../../../lib/scaler/state/machines/machine.ts';
import { sum } from '../../../lib/scaler/state/sum.ts';
import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';
import type { Fault } from '../../../lib/simulation/faults/faults.ts';
import { lastSettings } from '../scenario/scenario.ts';
import type { Check } from './breach.ts';

/** Seconds that are taken for the least that a runner's machines exist in a day. */
const LEAST_DAY = 4 * 3600;
/** Seconds for which a machine may stand ready without a job, and be in time. */
const IN_TIME = 60;
/** Seconds by which clocks and records may be wrong about one machine. */
const INEXACT = 15;
/** Seconds after which a machine that has left is known to whoever launches. */
const KNOWN_AFTER = 120;
/** Seconds around a fault of the reconciler in which it may fail to write down who has left. */
const HARM = 120;
/** And of what lasts: a reconciler is cut short, or two write over each other. */
const LONGEST_SPELL = 1200;
const SPELLS = /^(?:partition split|GitLab slow|EC2 slow)$/;

/** A machine that has left. */
interface Left {
  readonly runner: string;
  readonly at: UnixSeconds;
  readonly seconds: number;
  readonly inVain: number;
}

interface Span {
  readonly from: UnixSeconds;
  readonly to: UnixSeconds;
}

/**
 * Rule 9: when twice `lookahead_budget` of the time that a runner's machines existed was in vain, none is launched ahead. What
 * is under way then may still come. And what was in vain is on record. Nobody need know of machines that left when the reconciler came to harm.
 */
export const ahead: Check = ({ scenario, settings, world, report }) => {
  const budgets = new Map(settings.runners.map(({ name, lookahead }) => [name, lookahead.budget]));
  const seen = new Set<string>();
  const firstJobs = new Map<number, UnixSeconds>();
  const harms: Span[] = [];
  const left: Left[] = [];
  const isKnown = ({ at }: Left, when: UnixSeconds): boolean =>
    at < when - KNOWN_AFTER && !harms.some(({ from, to }) => from <= at && at <= to);
  return {
    onFault: (fault) => harms.push(...harmOf(fault)),
    onJob: ({ status, runnerId }) => {
      if (status === 'running' && runnerId !== undefined && !firstJobs.has(runnerId))
        firstJobs.set(runnerId, world().clock.now());
    },
    onMachineRemoved: (machine) => {
      const at = world().clock.now();
      const inVain = machine.isAhead ? inVainOf(machine, firstJobs.get(machine.runnerId ?? 0), at) : 0;
      left.push({ runner: machine.runner, at, seconds: at - machine.launchedAt, inVain });
    },
    onMachine: ({ instanceId, name, runner, launchedAt, isAhead }) => {
      if (!isAhead || seen.has(instanceId)) return;
      seen.add(instanceId);
      const own = left.filter((one) => one.runner === runner);
      const all = own.reduce((sum, { seconds }) => sum + seconds, 0);
      const known = own.filter((one) => isKnown(one, launchedAt));
      const inVain = known.reduce((sum, one) => sum + one.inVain, 0);
      const most = 2 * (budgets.get(runner) ?? 0) * Math.max(LEAST_DAY, all);
      if (inVain >= most)
        report(
          9,
          `${name} is launched ahead when ${Math.round(inVain)} s were in vain, of ${Math.round(most)} s`,
        );
    },
    atRest: () => {
      const { runners } = lastSettings(settings, scenario);
      for (const { name } of runners.filter((runner) => runner.lookahead.isOn)) {
        const known = left.filter((one) => one.runner === name && isKnown(one, Number.POSITIVE_INFINITY));
        const inVain = sum(known.map((one) => one.inVain));
        const onRecord = sum(
          world()
            .table.histories.get(name)
            ?.periods.map((one) => one.inVain) ?? [],
        );
        if (onRecord < inVain)
          report(9, `${Math.round(inVain)} s of ${name} were in vain, and ${onRecord} s are on record`);
      }
    },
  };
};

function harmOf({ kind, where, at }: Fault): Span[] {
  if (SPELLS.test(kind)) return [{ from: at, to: at + LONGEST_SPELL }];
  return where.startsWith('reconcile ') ? [{ from: at - HARM, to: at + HARM }] : [];
}

/** Seconds of a machine that was launched ahead: all of one that ran no job, of another what it stood ready for too long. */
function inVainOf(
  { launchedAt, readyAt }: Machine,
  firstJobAt: UnixSeconds | undefined,
  at: UnixSeconds,
): number {
  if (firstJobAt === undefined) return Math.max(0, at - launchedAt - INEXACT);
  return readyAt === undefined ? 0 : Math.max(0, firstJobAt - readyAt - IN_TIME - INEXACT);
}
