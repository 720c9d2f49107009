import { settleJobs } from '../../../../lib/scaler/jobs/apply-settlement.ts';
import type { Job } from '../../../../lib/scaler/state/jobs/job.ts';
import type { Machine } from '../../../../lib/scaler/state/machines/machine.ts';
import { MemoryMetrics } from '../../../../lib/simulation/memory/metrics.ts';
import { openMemoryStore } from '../../../../lib/simulation/memory/store.ts';
import { MemoryTable } from '../../../../lib/simulation/memory/table.ts';
import { aJob, aMachine, aState, NOW } from '../../../builders/state.ts';

const LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What is measured when a machine and a job are settled. */
async function measured(machine: Machine, job: Job): Promise<MemoryMetrics> {
  const store = openMemoryStore({ table: new MemoryTable(), writer: 'reconcile' });
  const metrics = new MemoryMetrics();
  await store.machines.create(machine);
  await settleJobs(
    { store, metrics, log: LOG, clock: { now: () => NOW } },
    aState({ machines: [machine], jobs: [job] }),
  );
  return metrics;
}

const waitsOf = async (machine: Machine, job: Job) => (await measured(machine, job)).waits;

const started: Job = { ...aJob('running', 7, { runnerId: 1 }), waited: 42 };

test('how long a job waited is measured when a machine of ours starts it', async () => {
  expect(await waitsOf(aMachine('Idle', 1), started)).toEqual([42]);
});

test('and in parts where the machine was launched for it', async () => {
  const launched = { ...aMachine('Idle', 1), launchedAt: NOW - 40, readyAt: NOW - 5 };
  const heard: Job = { ...started, lookup: { ...started.lookup, heardAfter: 0.5 } as Job['lookup'] };
  const { firstWaits } = await measured(launched, heard);
  expect(firstWaits).toEqual([
    { hearing: 0.5, asking: 1.5, starting: 0, booting: 35, registering: 0, taking: 5 },
  ]);
});

test.each([
  ['it runs on', aMachine('Used', 1, { jobIds: [7], counted: [7] }), started],
  ['GitLab did not say', aMachine('Idle', 1), aJob('running', 7, { runnerId: 1 })],
  ['another runner has it', aMachine('Idle', 1), { ...started, runnerId: 99 }],
])('but not when %s', async (_, machine, job) => {
  expect(await waitsOf(machine, job)).toEqual([]);
});
