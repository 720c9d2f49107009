import type { Settings } from '../../../lib/config/settings.ts';
import type { Fault } from '../../../lib/simulation/faults/faults.ts';
import type { FaultKind } from '../../../lib/simulation/faults/kinds.ts';
import type { Check } from './breach.ts';

/** What is launched in these ends without a job, be it replaced as often as it may: by each runner ever less often. */
const FATAL: readonly FaultKind[] = [
  'instances end at launch',
  'machines give up at boot',
  'runners end at once',
];
const IN_A_SPELL = 7;
/** Each takes one machine, whose job or place wants another. */
const LOSSES: readonly FaultKind[] = [
  ...(['machine never boots', 'machine interrupted', 'machine dies', 'machine freezes'] as const),
  ...(['runner deleted', 'silent runner deleted', 'Docker crashes', 'Docker hangs'] as const),
];
/** Launches that no job explains: ahead, and in vain. */
const FEW_LAUNCHES = 15;
/** Wake-ups that no machine and no job explains: people keep machines, periods begin. */
const FEW_WAKE_UPS = 30;

/** Rule 9: no more is launched than jobs, settings and faults explain; and the reconciler is not woken more often. */
export const money: Check = ({ settings, report }) => {
  const faults: Fault[] = [];
  let wanted = 0;
  let launched = 0;
  let woken = 0;
  return {
    onFault: (fault) => faults.push(fault),
    onWakeUp: () => {
      woken += 1;
    },
    onInstance: ({ state }) => {
      if (state === 'pending') launched += 1;
    },
    onJob: ({ status }) => {
      if (status === 'pending') wanted += 1;
    },
    atRest: () => {
      const most = mostLaunches({ settings, faults, wanted });
      if (launched > most) report(9, `${launched} machines were launched, of ${most} explained`);
      const mostWakeUps = launched + wanted + FEW_WAKE_UPS;
      if (woken > mostWakeUps)
        report(9, `the reconciler was woken ${woken} times, of ${mostWakeUps} explained`);
    },
  };
};

interface Spent {
  readonly settings: Settings;
  readonly faults: readonly Fault[];
  /** Times that a job began to wait. */
  readonly wanted: number;
}

/** What stands ready is replaced now and then; a rise of the price takes all machines that there may be. */
function mostLaunches({ settings, faults, wanted }: Spent): number {
  const count = (kinds: readonly FaultKind[]): number =>
    faults.filter(({ kind }) => kinds.includes(kind)).length;
  return (
    wanted +
    FEW_LAUNCHES +
    2 * readyOf(settings) +
    count(LOSSES) +
    count(['price rises']) * settings.concurrent +
    count(FATAL) * settings.runners.length * IN_A_SPELL
  );
}

/** Machines that are to stand ready at the most, over all runners. */
function readyOf({ runners, concurrent }: Settings): number {
  const most = runners.map(({ machine: { idle, periods } }) =>
    Math.max(...[idle, ...periods].map(({ idleCount }) => idleCount)),
  );
  return Math.min(
    concurrent,
    most.reduce((sum, one) => sum + one, 0),
  );
}
