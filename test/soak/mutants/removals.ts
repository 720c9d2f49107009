import type { Settings } from '../../../lib/config/settings.ts';
import type { GitLab, GitLabJob } from '../../../lib/scaler/ports/gitlab.ts';
import type { Store } from '../../../lib/scaler/ports/store.ts';
import {
  type IdleMachine,
  isHalfUsed,
  type Machine,
  type UsedMachine,
} from '../../../lib/scaler/state/machines/machine.ts';
import type { State } from '../../../lib/scaler/state/state.ts';
import type { Tamper } from '../../../lib/simulation/world/lambda.ts';
import type { Sabotage } from '../../../lib/simulation/world/world.ts';
import {
  bound,
  broken,
  type Mutant,
  misled,
  mutant,
  tampering,
  withInterruption,
  withMachine,
  withReplaced,
} from './mutant.ts';

/** Of machines that leave, or ought to: when, and with what they leave behind. */
export const REMOVALS: readonly Mutant[] = [
  broken('asks EC2 at each look to terminate what it refuses to', 'store', ({ machines }) => ({
    machines: withReplaced(machines, (machine) => {
      if (machine.state !== 'Removing') return machine;
      const { refused: _, ...rest } = machine;
      return rest;
    }),
  })),
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
  broken('takes a machine to be free whose jobs are hidden from our token', 'gitlab', (gitlab) => ({
    pauseRunner: async (runnerId) => {
      const pausing = await gitlab.pauseRunner(runnerId);
      return pausing === 'Running' ? 'Paused' : pausing;
    },
  })),
  mutant('takes a machine to be free that has a free place', () => takingHalfUsedForFree()),
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
  broken('takes a machine to ask for jobs whose runner is paused', 'gitlab', (gitlab) => ({
    lastContact: async (runnerId) => {
      const contact = await gitlab.lastContact(runnerId);
      if (contact.kind === 'NoRunner') return contact;
      const { isPaused: _, ...asking } = contact;
      return asking;
    },
  })),
  misled(
    'replaces a machine that EC2 recommends to replace, where it is not to',
    withInterruption({ replaceOnRebalance: true }),
  ),
  broken('leaves machines alone whose runner is deployed no more', 'store', ({ machines }) => ({
    machines: {
      ...bound(machines),
      replace: async (machine) =>
        !machine.reason.endsWith(' is configured any more') && machines.replace(machine),
    },
  })),
  broken('does not heed that an operator keeps a machine', 'store', (store) => ({
    readActive: async () => {
      const state = await store.readActive();
      return { ...state, machines: state.machines.map(({ kept: _, ...machine }) => machine) };
    },
  })),
  broken('never lets a machine go that an operator kept', 'store', (store) => ({
    readActive: async () => {
      const state = await store.readActive();
      return { ...state, machines: state.machines.map(keptForEver) };
    },
  })),
  misled('never removes idle machines', withIdleTime(1_000_000)),
  misled('waits for ever for a machine that does not register', withMachine({ bootTimeout: 1_000_000 })),
  broken('never lets machines go that are too many', 'store', () => ({ recordSurpluses: async () => true })),
  broken('forgets a machine before it terminates it', 'ec2', () => ({ terminate: async () => [] })),
  broken('does not delete the runners of its machines', 'gitlab', () => ({
    deleteRunner: async () => ({ kind: 'Deleted' }),
  })),
  broken('does not look for runners that were left', 'gitlab', () => ({ runnersOf: async () => [] })),
  broken('does not look for machines that have ended without a word', 'ec2', () => ({
    ownInstances: () => Promise.reject(new Error('not asked')),
  })),
  broken('does not take it for the end of a machine that it gives up', 'store', ({ machines }) => ({
    machines: withReplaced(machines, ({ fate, lost, ...machine }) =>
      fate?.cause === 'Itself'
        ? machine
        : { ...machine, ...(fate !== undefined && { fate }), ...(lost !== undefined && { lost }) },
    ),
  })),
  broken('takes another deployment’s runners for its own', 'gitlab', (gitlab) => ({
    runnersOf: async (scope) =>
      (await gitlab.runnersOf(scope)).map(({ description, ...runner }) => ({
        ...runner,
        description: description.replace(/-2$|other-/, ''),
      })),
  })),
  misled('makes project runners that are not locked', ({ runners, ...rest }) => ({
    ...rest,
    runners: runners.map((runner) => ({ ...runner, inGitLab: { ...runner.inGitLab, isLocked: false } })),
  })),
  broken('keeps no runner online while there is no machine', 'gitlab', () => ({
    createPlaceholder: async () => undefined,
  })),
];

const hasEnded = ({ status }: GitLabJob): boolean => status === 'finished';

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

const keptForEver = (machine: Machine): Machine =>
  machine.kept === undefined ? machine : { ...machine, kept: { until: Number.MAX_SAFE_INTEGER } };

function emptied({ jobIds: _, ...machine }: UsedMachine): IdleMachine {
  return { ...machine, state: 'Idle' };
}

function withIdleTime(idleTime: number) {
  return ({ runners, ...rest }: Settings): Settings => ({
    ...rest,
    runners: runners.map(({ machine, ...runner }) => ({
      ...runner,
      machine: {
        ...machine,
        idle: { ...machine.idle, idleTime },
        periods: machine.periods.map((period) => ({ ...period, idleTime })),
      },
    })),
  });
}
