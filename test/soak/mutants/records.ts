import { jobsOf } from '../../../lib/scaler/state/machines/machine.ts';
import { bound, broken, type Mutant, misled, withMachine, withReplaced } from './mutant.ts';

/** Of records: what is counted and kept of machines and jobs, and who is woken by it. */
export const RECORDS: readonly Mutant[] = [
  broken('counts a job twice in the builds of its machine', 'store', ({ machines }) => ({
    machines: withReplaced(machines, (machine) =>
      machine.state === 'Used' ? { ...machine, builds: machine.builds + 1 } : machine,
    ),
  })),
  broken('counts a job once for each place that is used beside it', 'store', ({ machines }) => ({
    machines: withReplaced(machines, (machine) => ({
      ...machine,
      builds: machine.builds + Math.max(0, jobsOf(machine).length - 1),
    })),
  })),
  broken('counts no builds', 'store', ({ machines }) => ({
    machines: withReplaced(machines, (machine) => ({ ...machine, builds: 0 })),
  })),
  broken('does not say which machine ran a job', 'store', (store) => ({
    recordEnd: ({ machine: _, ...ended }) => store.recordEnd(ended),
  })),
  broken('takes every job for one that is counted', 'store', () => ({
    endedJobs: async (ids) =>
      ids.map((id) => ({
        ...{ id, projectId: 0, name: '', gitlabStatus: 'success' },
        endedAt: 0,
        machine: 'one',
      })),
  })),
  misled('lets a machine run more than MaxBuilds jobs', withMachine({ maxBuilds: 0 })),
  broken('does not remember what ended', 'store', () => ({ endedJobs: async () => [] })),
  broken('keeps the records of jobs that have ended', 'store', () => ({ removeJob: async () => true })),
  broken('writes over records that have changed', 'store', ({ machines }) => ({
    machines: {
      ...bound(machines),
      replace: async (machine) => {
        const stored = await machines.find(machine.instanceId);
        return stored !== undefined && machines.replace({ ...machine, revision: stored.revision });
      },
    },
  })),
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
  broken('stops at a record that it cannot read', 'store', (store) => ({
    readActive: async () => {
      const state = await store.readActive();
      for (const { reason } of state.unreadable ?? []) throw new Error(reason);
      return state;
    },
  })),
  broken('charges for a machine from when it was first asked for', 'store', ({ machines }) => ({
    machines: {
      ...bound(machines),
      // Its name tells when that was.
      create: (machine) =>
        machines.create({ ...machine, launchedAt: Number(/-(\d+)-/.exec(machine.name)?.[1]) }),
    },
  })),
  broken('writes the token of a runner into the log', 'gitlab', (gitlab) => ({
    createRunner: async (runner, name) => {
      const created = await gitlab.createRunner(runner, name);
      throw new Error(`GitLab answered ${JSON.stringify(created)}`);
    },
  })),
  broken('is not woken by the schedule', 'store', () => ({ recordTick: async () => undefined })),
  broken('is woken each second until the time has come', 'wakeUps', (wakeUps) => ({
    wakeAt: async (at) => {
      for (let before = 0; before < 30; before += 1) await wakeUps.wakeAt(at - before);
    },
  })),
];
