import type { Settings } from '../../../lib/config/settings.ts';
import type { Fault } from '../../../lib/simulation/faults/faults.ts';
import type { FaultKind } from '../../../lib/simulation/faults/kinds.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { STORM_SECONDS } from '../scenario/times.ts';
import type { Check } from './breach.ts';

/** EC2 bills at least so many seconds of an instance. */
const LEAST_BILLED = 60;
/** Seconds for which a machine may be there without a job though nothing goes wrong: it boots, and its end is seen to. */
const BOOT_AND_END = 90;
/** Seconds by which one fault lets one machine stay, or be launched in vain, at the most; of all others FEW. */
const SECONDS: Partial<Record<FaultKind, number>> = {
  'webhook lost': 200,
  'webhook delayed': 100,
  'EC2 event lost': 200,
  'machine never boots': 400,
  'machine freezes': 600,
  'runner deleted': 600,
  'machine interrupted': 100,
  'machine dies': 100,
  'job canceled': 100,
};
const FEW = 15;
/** And what lasts keeps each machine there may be for as long, and a while after. */
const LASTING: Partial<Record<FaultKind, number>> = {
  'GitLab down': 150,
  'GitLab throttles': 100,
  'GitLab slow': 100,
  'EC2 throttles': 60,
  'EC2 slow': 100,
  'schedule silent': 200,
  'price rises': 100,
  'instances end at launch': 120,
  'machines give up at boot': 120,
  'runners end at once': 120,
};

/** What is launched in these ends without a job, be it replaced as often as it may. */
const FATAL: readonly FaultKind[] = [
  'instances end at launch',
  'machines give up at boot',
  'runners end at once',
];

/** Wake-ups that no machine and no job explains: people keep machines, periods begin. */
const FEW_WAKE_UPS = 30;

/** Rule 9: the time that machines are paid for without a job stays within what the settings, the jobs and the faults explain; and so do launches and wake-ups. */
export const money: Check = ({ scenario, settings, world, report }) => {
  const since = new Map<string, number>();
  const jobs = new Map<number, Set<number>>();
  const busySince = new Map<number, number>();
  const ours = new Set<number>();
  const faults: Fault[] = [];
  let paid = 0;
  let used = 0;
  let wanted = 0;
  let launched = 0;
  let woken = 0;
  const now = (): number => world().clock.now();
  /** A machine is used as long as it runs any job. */
  const begin = (id: number, runnerId: number): void => {
    const running = jobs.get(runnerId) ?? new Set();
    if (running.size === 0) busySince.set(runnerId, now());
    jobs.set(runnerId, running.add(id));
  };
  const end = (id: number): void => {
    for (const [runnerId, running] of jobs) {
      if (!running.delete(id) || running.size > 0) continue;
      used += now() - (busySince.get(runnerId) ?? now());
      jobs.delete(runnerId);
    }
  };
  return {
    onFault: (fault) => faults.push(fault),
    onWakeUp: () => {
      woken += 1;
    },
    onMachine: ({ runnerId }) => {
      if (runnerId !== undefined) ours.add(runnerId);
    },
    onInstance: ({ instanceId, state }) => {
      if (state === 'pending') {
        since.set(instanceId, now());
        launched += 1;
      }
      const start = since.get(instanceId);
      if (state !== 'terminated' || start === undefined) return;
      paid += Math.max(LEAST_BILLED, now() - start);
      since.delete(instanceId);
    },
    onJob: ({ id, status, runnerId }) => {
      if (status === 'pending') wanted += 1;
      if (status === 'running' && runnerId !== undefined && ours.has(runnerId)) begin(id, runnerId);
      if (status !== 'pending' && status !== 'running') end(id);
    },
    atRest: () => {
      const spent = { settings, faults, wanted, outage: outageOf(scenario) };
      const bound = boundOf(spent);
      const without = paid - used;
      const most = mostLaunches(spent);
      if (launched > most) report(9, `${launched} machines were launched, of ${most} explained`);
      const mostWakeUps = launched + wanted + FEW_WAKE_UPS;
      if (woken > mostWakeUps)
        report(9, `the reconciler was woken ${woken} times, of ${mostWakeUps} explained`);
      if (without > bound)
        report(
          9,
          `machines were there for ${hours(without)} h without a job, of ${hours(bound)} h explained`,
        );
    },
  };
};

interface Spent {
  readonly settings: Settings;
  readonly faults: readonly Fault[];
  /** Times that a job began to wait. */
  readonly wanted: number;
  /** Seconds for which GitLab says nothing of a project, and so not whose its jobs are. */
  readonly outage: number;
}

const outageOf = ({ outage }: Scenario): number => (outage === undefined ? 0 : outage.until - outage.from);

/** In a spell in which whatever is launched ends at once, each runner tries it ever less often. */
function mostLaunches({ settings, faults, wanted }: Spent): number {
  const spells = faults.filter(({ kind }) => FATAL.includes(kind)).length;
  return Math.ceil(1.5 * wanted) + 15 + 4 * readyOf(settings) + 9 * settings.runners.length * spells;
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

/** Machines stand ready in the storm alone; a machine runs several jobs, so not each leaves one that waits for IdleTime. */
function boundOf({ settings, faults, wanted, outage }: Spent): number {
  const idle = settings.runners.map(({ machine }) => [machine.idle, ...machine.periods]);
  const idleTime = Math.max(...idle.flat().map((one) => one.idleTime));
  const most = settings.concurrent;
  const ofFaults = faults.reduce((sum, { kind }) => {
    const lasting = LASTING[kind];
    return sum + (lasting === undefined ? (SECONDS[kind] ?? FEW) : lasting * most);
  }, 0);
  const ready = readyOf(settings) * (STORM_SECONDS + idleTime);
  return ready + wanted * (idleTime / 2 + BOOT_AND_END) + outage * most + ofFaults;
}

const hours = (seconds: number): string => (seconds / 3600).toFixed(1);
