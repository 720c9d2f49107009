import { settleJobs } from '../../../../lib/scaler/jobs/apply-settlement.ts';
import type { Job } from '../../../../lib/scaler/state/job.ts';
import type { Machine } from '../../../../lib/scaler/state/machine.ts';
import { MemoryMetrics } from '../../../../lib/simulation/memory-metrics.ts';
import { MemoryTable, openMemoryStore } from '../../../../lib/simulation/memory-store.ts';
import { aJob, aMachine, aState, NOW } from '../../../builders/state.ts';

const LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The waits that are measured when a machine and a job are settled. */
async function waitsOf(machine: Machine, job: Job): Promise<readonly number[]> {
  const store = openMemoryStore({ table: new MemoryTable(), writer: 'reconcile' });
  const metrics = new MemoryMetrics();
  await store.machines.create(machine);
  await settleJobs(
    { store, metrics, log: LOG, clock: { now: () => NOW } },
    aState({ machines: [machine], jobs: [job] }),
  );
  return metrics.waits;
}

const started: Job = { ...aJob('running', 7, { runnerId: 1 }), waited: 42 };

test('how long a job waited is measured when a machine of ours starts it', async () => {
  expect(await waitsOf(aMachine('Idle', 1), started)).toEqual([42]);
});

test.each([
  ['it runs on', aMachine('Used', 1, { jobIds: [7], counted: [7] }), started],
  ['GitLab did not say', aMachine('Idle', 1), aJob('running', 7, { runnerId: 1 })],
  ['another runner has it', aMachine('Idle', 1), { ...started, runnerId: 99 }],
])('but not when %s', async (_, machine, job) => {
  expect(await waitsOf(machine, job)).toEqual([]);
});
