import type { IdleSettings, InterruptionSettings, Settings } from '../../lib/config/settings.ts';
import type { Ec2 } from '../../lib/scaler/ports/ec2.ts';
import type { GitLab, GitLabJob } from '../../lib/scaler/ports/gitlab.ts';
import type { MachineRecords, Store } from '../../lib/scaler/ports/store.ts';
import type { WakeUps } from '../../lib/scaler/ports/wake-ups.ts';
import type { Job } from '../../lib/scaler/state/jobs/job.ts';
import {
  type IdleMachine,
  isHalfUsed,
  jobsOf,
  type UsedMachine,
} from '../../lib/scaler/state/machines/machine.ts';
import type { State } from '../../lib/scaler/state/state.ts';
import { SeededRandom } from '../../lib/simulation/seeded-random.ts';
import type { Tamper } from '../../lib/simulation/world/lambda.ts';
import type { Sabotage } from '../../lib/simulation/world/world.ts';

/** A deliberate break of bastionless, that the simulation must find. Made anew for each world. */
export interface Mutant {
  readonly name: string;
  readonly sabotage: () => Sabotage;
}

interface Ports {
  readonly store: Store;
  readonly ec2: Ec2;
  readonly gitlab: GitLab;
  readonly wakeUps: WakeUps;
}

/** What the methods of a port are replaced with, given the real ones. */
type Break<P extends keyof Ports> = (port: Ports[P]) => Partial<Ports[P]>;

export const MUTANTS: readonly Mutant[] = [
  broken('does not pause a runner before it terminates its machine', 'gitlab', () => ({
    pauseRunner: async () => 'Paused',
  })),
  broken('does not ask GitLab what a machine runs before it terminates it', 'gitlab', (gitlab) => ({
    jobsOf: async (runnerId) => (await gitlab.jobsOf(runnerId)).filter(hasEnded),
  })),
  broken('takes a machine to be free whose job GitLab does not call running', 'gitlab', (gitlab) => ({
    jobsOf: async (runnerId) => {
      const jobs = await gitlab.jobsOf(runnerId);
      return jobs.filter((job) => hasEnded(job) || job.gitlabStatus === 'running');
    },
  })),
  broken('does not put a launch on record', 'store', () => ({ openLaunches: async () => true })),
  mutant('launches under an id of its own each time', () => {
    const random = new SeededRandom(1);
    return tampering('ec2', (ec2) => ({
      launch: (launch, runner) => ec2.launch({ ...launch, id: random.hex(32) }, runner),
    }));
  }),
  broken('counts a job twice in the builds of its machine', 'store', ({ machines }) => ({
    machines: withReplaced(machines, (machine) =>
      machine.state === 'Used' ? { ...machine, builds: machine.builds + 1 } : machine,
    ),
  })),
  misled('ignores limit', ({ runners, ...rest }) => ({
    ...rest,
    runners: runners.map((runner) => ({
      ...runner,
      limit: 0,
      entry: { ...runner.entry, limit: 0 },
    })),
  })),
  misled('ignores concurrent', (settings) => ({ ...settings, concurrent: 1_000_000 })),
  misled('counts machines, and not their places, for concurrent', ({ concurrent, runners, ...rest }) => ({
    ...{ ...rest, runners },
    concurrent: concurrent * Math.max(...runners.map(({ machine }) => machine.places)),
  })),
  broken('counts a job once for each place that is used beside it', 'store', ({ machines }) => ({
    machines: withReplaced(machines, (machine) => ({
      ...machine,
      builds: machine.builds + Math.max(0, jobsOf(machine).length - 1),
    })),
  })),
  mutant('takes a machine to be free that has a free place', () => takingHalfUsedForFree()),
  misled('never removes idle machines', withMachine({ idleTime: 1_000_000 })),
  misled('lets a machine run more than MaxBuilds jobs', ({ runners, ...rest }) => ({
    ...rest,
    runners: runners.map((runner) => ({ ...runner, machine: { ...runner.machine, maxBuilds: 0 } })),
  })),
  broken('forgets a machine before it terminates it', 'ec2', () => ({ terminate: async () => [] })),
  broken('does not delete the runners of its machines', 'gitlab', () => ({
    deleteRunner: async () => ({ kind: 'Deleted' }),
  })),
  broken('does not retry a job that is lost with its machine', 'gitlab', () => ({
    retryJob: async () => ({ kind: 'Refused', reason: 'not asked' }),
  })),
  broken('does not look for jobs that no webhook told of', 'gitlab', () => ({
    pendingJobs: async () => ({ jobs: [], unanswered: [] }),
  })),
  broken('does not look for machines that have ended without a word', 'ec2', () => ({
    ownInstances: () => Promise.reject(new Error('not asked')),
  })),
  broken('does not look for runners that were left', 'gitlab', () => ({ runnersOf: async () => [] })),
  broken('keeps no runner online while there is no machine', 'gitlab', () => ({
    createPlaceholder: async () => undefined,
  })),
  broken('is not woken by the schedule', 'store', () => ({ recordTick: async () => undefined })),
  broken('does not hear of jobs', 'store', () => ({ record: async () => 'Recorded' })),
  broken('does not remember what ended', 'store', () => ({ endedJobs: async () => [] })),
  broken('does not finish a launch that was cut short', 'store', (store) => ({
    readActive: async () => ({ ...(await store.readActive()), launches: [] }),
  })),
  broken('writes over records that have changed', 'store', ({ machines }) => ({
    machines: {
      ...bound(machines),
      replace: async (machine) => {
        const stored = await machines.find(machine.instanceId);
        return stored !== undefined && machines.replace({ ...machine, revision: stored.revision });
      },
    },
  })),
  broken('writes the token of a runner into the log', 'gitlab', (gitlab) => ({
    createRunner: async (runner, name) => {
      const created = await gitlab.createRunner(runner, name);
      throw new Error(`GitLab answered ${JSON.stringify(created)}`);
    },
  })),
  broken('opens a launch whatever another reconcile has opened since it read', 'store', (store) => ({
    openLaunches: async (launches) => store.openLaunches(launches, await store.readActive()),
  })),
  broken('forgets how often EC2 refused a runner machines', 'store', (store) => ({
    replaceLaunch: ({ refused: _, ...launch }) => store.replaceLaunch(launch),
  })),
  mutant('lets the idle rules take the places that it made room in for jobs', () => {
    let isRoomMade = false;
    return tampering('store', (store) => ({
      machines: {
        ...bound(store.machines),
        remove: async (machine, at) => {
          isRoomMade ||= machine.reason.startsWith('jobs wait for ');
          return store.machines.remove(machine, at);
        },
      },
      readActive: async () => {
        const { jobs, ...state } = await store.readActive();
        const shown = isRoomMade ? [...jobs].filter(({ status }) => status !== 'pending') : jobs;
        isRoomMade = false;
        return { ...state, jobs: shown };
      },
    }));
  }),
  broken('closes no launch', 'store', () => ({ closeLaunch: async () => true })),
  broken('launches nothing', 'store', () => ({ openLaunches: async () => false })),
  broken('takes another deployment’s runners for its own', 'gitlab', (gitlab) => ({
    runnersOf: async (scope) =>
      (await gitlab.runnersOf(scope)).map(({ description, ...runner }) => ({
        ...runner,
        description: description.replace(/-2$|other-/, ''),
      })),
  })),
  broken('does not heed a drain', 'store', (store) => ({
    readActive: async () => {
      const { drain: _, ...state } = await store.readActive();
      return state;
    },
  })),
  broken('drains for ever', 'store', (store) => ({
    readActive: async () => ({ ...(await store.readActive()), drain: { since: 0, reason: '' } }),
  })),
  misled('retries a lost job however often it was', withInterruption({ retryLimit: 99 })),
  misled('does not heed retry_interrupted', withInterruption({ retry: true })),
  misled('does not heed retry_except_tags', withInterruption({ exceptTags: [] })),
  misled('does not heed retry_except_environments', withInterruption({ exceptEnvironments: [] })),
  misled('keeps machines ready outside the period', withIdle({ idleCount: 2 })),
  broken('does not say which machine ran a job', 'store', (store) => ({
    recordEnd: ({ machine: _, ...ended }) => store.recordEnd(ended),
  })),
  broken('counts no builds', 'store', ({ machines }) => ({
    machines: withReplaced(machines, (machine) => ({ ...machine, builds: 0 })),
  })),
  broken('takes every job for one that is counted', 'store', () => ({
    endedJobs: async (ids) =>
      ids.map((id) => ({
        ...{ id, projectId: 0, name: '', gitlabStatus: 'success' },
        endedAt: 0,
        machine: 'one',
      })),
  })),
  broken('keeps the records of jobs that have ended', 'store', () => ({ removeJob: async () => true })),
  broken('does not write what GitLab said of a job', 'store', () => ({ replaceJob: async () => false })),
  broken('never lets a machine’s record go', 'store', ({ machines }) => ({
    machines: { ...bound(machines), remove: async () => false },
  })),
  broken('lets a call that comes late bring a machine back', 'store', ({ machines }) => ({
    machines: {
      ...bound(machines),
      remove: async (machine, at) => {
        const isRemoved = await machines.remove(machine, at);
        await machines.forget(machine.instanceId);
        return isRemoved;
      },
    },
  })),
  broken('does not put machines on record', 'store', ({ machines }) => ({
    machines: { ...bound(machines), create: async () => true },
  })),
  broken('retries a lost job without canceling it', 'gitlab', () => ({
    cancelJob: async () => ({ kind: 'Canceled' }),
  })),
  broken('replaces at once whatever ended without a job', 'store', (store) => ({
    recordSetback: async () => true,
    readActive: async () => ({ ...(await store.readActive()), setbacks: [] }),
  })),
  broken('does not take it for the end of a machine that it gives up', 'store', ({ machines }) => ({
    machines: withReplaced(machines, ({ fate, lost, ...machine }) =>
      fate?.cause === 'Itself'
        ? machine
        : { ...machine, ...(fate !== undefined && { fate }), ...(lost !== undefined && { lost }) },
    ),
  })),
  broken('never asks again what became of a job that runs', 'store', (store) => ({
    readActive: async () => {
      const state = await store.readActive();
      return { ...state, jobs: [...state.jobs].map(askedJustNow) };
    },
  })),
  broken('never passes a job over', 'store', (store) => ({
    replaceJob: ({ passedOver: _, ...job }) => store.replaceJob(job),
  })),
  broken('never tries again a job that was passed over', 'store', (store) => ({
    readActive: async () => {
      const state = await store.readActive();
      return { ...state, jobs: [...state.jobs].map((job) => passedOverUntil(job, Number.MAX_SAFE_INTEGER)) };
    },
  })),
  broken('tries again at once a job that was passed over', 'store', (store) => ({
    readActive: async () => {
      const state = await store.readActive();
      return { ...state, jobs: [...state.jobs].map((job) => passedOverUntil(job, 0)) };
    },
  })),
  mutant('tries a machine for each of the jobs that were passed over', () => {
    // What wakes the reconciler for them comes shortly after a tick of the schedule.
    const early = 15;
    let now = 0;
    return tampering('store', (store) => ({
      recordTick: (at) => {
        now = at;
        return store.recordTick(at);
      },
      readActive: async () => {
        const state = await store.readActive();
        return { ...state, jobs: [...state.jobs].map((job) => withoutTrials(job, now + early)) };
      },
    }));
  }),
  mutant('takes every machine that is Idle on record to have nothing to do', () => {
    // Whoever asks for the last contact asks next what the machine had to do.
    const contacted = new Set<number>();
    return tampering('gitlab', (gitlab) => ({
      lastContact: (runnerId) => {
        contacted.add(runnerId);
        return gitlab.lastContact(runnerId);
      },
      jobsOf: async (runnerId) => (contacted.delete(runnerId) ? [] : gitlab.jobsOf(runnerId)),
    }));
  }),
  broken('takes every machine to ask for jobs', 'gitlab', () => ({
    lastContact: async () => ({ kind: 'Runner', at: Number.MAX_SAFE_INTEGER }),
  })),
  broken('takes a machine to ask for jobs whose runner is gone', 'gitlab', (gitlab) => ({
    lastContact: async (runnerId) => {
      const contact = await gitlab.lastContact(runnerId);
      return contact.kind === 'NoRunner' ? { kind: 'Runner', at: Number.MAX_SAFE_INTEGER } : contact;
    },
  })),
  broken('looks for lost jobs in the first projects alone', 'gitlab', (gitlab) => ({
    pendingJobs: (scope, others) => gitlab.pendingJobs(scope, others),
  })),
  broken('looks for lost jobs in no project that it has not heard of', 'gitlab', (gitlab) => ({
    pendingJobs: async (scope, others) =>
      scope.kind === 'Project' ? gitlab.pendingJobs(scope, others) : { jobs: [], unanswered: [] },
  })),
  broken('looks for lost jobs in no project where one does not answer', 'gitlab', (gitlab) => ({
    pendingJobs: async (...asked) => {
      const found = await gitlab.pendingJobs(...asked);
      for (const reason of found.unanswered) throw new Error(reason);
      return found;
    },
  })),
  misled('makes project runners that are not locked', ({ runners, ...rest }) => ({
    ...rest,
    runners: runners.map((runner) => ({ ...runner, inGitLab: { ...runner.inGitLab, isLocked: false } })),
  })),
  misled('does not heed lookahead_budget', ({ runners, ...rest }) => ({
    ...rest,
    runners: runners.map((runner) => ({ ...runner, lookahead: { isOn: true, budget: 1 } })),
  })),
  broken('forgets what was launched ahead in vain', 'store', (store) => ({
    recordHistory: ({ periods, ...history }) =>
      store.recordHistory({ ...history, periods: periods.map((period) => ({ ...period, inVain: 0 })) }),
  })),
  broken('takes a machine to be free whose jobs are hidden from our token', 'gitlab', (gitlab) => ({
    pauseRunner: async (runnerId) => {
      const pausing = await gitlab.pauseRunner(runnerId);
      return pausing === 'Running' ? 'Paused' : pausing;
    },
  })),
  broken('stops at a record that it cannot read', 'store', (store) => ({
    readActive: async () => {
      const state = await store.readActive();
      for (const { reason } of state.unreadable ?? []) throw new Error(reason);
      return state;
    },
  })),
  broken('refuses a webhook with an odd figure', 'store', (store) => ({
    record: async (event) => {
      if (event.status === 'pending' && event.waited === undefined)
        throw new Error('how long has it waited?');
      return store.record(event);
    },
  })),
  broken('is woken each second until the time has come', 'wakeUps', (wakeUps) => ({
    wakeAt: async (at) => {
      for (let before = 0; before < 30; before += 1) await wakeUps.wakeAt(at - before);
    },
  })),
  broken('never lets machines go that are too many', 'store', () => ({ recordSurpluses: async () => true })),
  broken('charges for a machine from when it was first asked for', 'store', ({ machines }) => ({
    machines: {
      ...bound(machines),
      // Its name tells when that was.
      create: (machine) =>
        machines.create({ ...machine, launchedAt: Number(/-(\d+)-/.exec(machine.name)?.[1]) }),
    },
  })),
  broken('does not find a job by itself', 'gitlab', () => ({ findJob: async () => undefined })),
];

/** By its record, and by what GitLab says when it is asked. */
function takingHalfUsedForFree(): Sabotage {
  const tamper: Tamper = (of, target) => {
    if (of === 'store') {
      const store = target as unknown as Store;
      const readActive = async (): Promise<State> => {
        const state = await store.readActive();
        return { ...state, machines: state.machines.map((one) => (isHalfUsed(one) ? emptied(one) : one)) };
      };
      return { ...bound(target), readActive };
    }
    if (of !== 'gitlab') return target;
    const gitlab = target as unknown as GitLab;
    const jobsOf = async (runnerId: number) => {
      const jobs = await gitlab.jobsOf(runnerId);
      return jobs.filter((job) => !hasEnded(job)).length > 1 ? jobs : jobs.filter(hasEnded);
    };
    const pauseRunner = async (runnerId: number) => {
      const pausing = await gitlab.pauseRunner(runnerId);
      return pausing === 'Running' ? 'Paused' : pausing;
    };
    return { ...bound(target), jobsOf, pauseRunner };
  };
  return { tamper };
}

function emptied({ jobIds: _, ...machine }: UsedMachine): IdleMachine {
  return { ...machine, state: 'Idle' };
}

function mutant(name: string, sabotage: () => Sabotage): Mutant {
  return { name, sabotage };
}

function broken<P extends keyof Ports>(name: string, port: P, replace: Break<P>): Mutant {
  return mutant(name, () => tampering(port, replace));
}

function misled(name: string, settings: (settings: Settings) => Settings): Mutant {
  return mutant(name, () => ({ settings }));
}

function tampering<P extends keyof Ports>(port: P, replace: Break<P>): Sabotage {
  const tamper: Tamper = (of, target) =>
    of === port ? ({ ...bound(target), ...replace(target as unknown as Ports[P]) } as typeof target) : target;
  return { tamper };
}

/** A port is an object of methods, or of a class that has them. */
function bound<T extends object>(port: T): T {
  const names = new Set([
    ...Object.keys(port),
    ...Object.getOwnPropertyNames(Object.getPrototypeOf(port) as object),
  ]);
  names.delete('constructor');
  return Object.fromEntries(
    [...names].map((name) => {
      const part: unknown = Reflect.get(port, name);
      return [name, typeof part === 'function' ? part.bind(port) : part];
    }),
  ) as T;
}

const hasEnded = ({ status }: GitLabJob): boolean => status === 'finished';

const askedJustNow = (job: Job): Job =>
  job.status === 'running' && job.lookup.kind === 'Confirmed'
    ? { ...job, lookup: { ...job.lookup, askedAt: Number.MAX_SAFE_INTEGER } }
    : job;

const passedOverUntil = ({ passedOver, ...job }: Job, againAt: number): Job =>
  passedOver === undefined ? job : { ...job, passedOver: passedOver.map((one) => ({ ...one, againAt })) };

/** As it was before anybody passed it over, once a machine is to be tried for it again. */
function withoutTrials({ passedOver, ...job }: Job, now: number): Job {
  const left = passedOver?.filter(({ againAt }) => againAt > now) ?? [];
  return left.length === 0 ? job : { ...job, passedOver: left };
}

type Written = Parameters<MachineRecords['replace']>[0];

function withReplaced(machines: MachineRecords, change: (machine: Written) => Written): MachineRecords {
  return { ...bound(machines), replace: (machine) => machines.replace(change(machine)) };
}

function withInterruption(interruption: Partial<InterruptionSettings>) {
  return ({ runners, ...rest }: Settings): Settings => ({
    ...rest,
    runners: runners.map((runner) => ({
      ...runner,
      interruption: { ...runner.interruption, ...interruption },
    })),
  });
}

function withIdle(idle: Partial<IdleSettings>) {
  return ({ runners, ...rest }: Settings): Settings => ({
    ...rest,
    runners: runners.map(({ machine, ...runner }) => ({
      ...runner,
      machine: { ...machine, idle: { ...machine.idle, ...idle } },
    })),
  });
}

function withMachine(idle: { readonly idleTime: number }) {
  return ({ runners, ...rest }: Settings): Settings => ({
    ...rest,
    runners: runners.map(({ machine, ...runner }) => ({
      ...runner,
      machine: {
        ...machine,
        idle: { ...machine.idle, ...idle },
        periods: machine.periods.map((period) => ({ ...period, ...idle })),
      },
    })),
  });
}
