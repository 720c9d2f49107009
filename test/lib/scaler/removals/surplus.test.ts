import type { SurplusRecords } from '../../../../lib/scaler/ports/store.ts';
import { isHalfUsed } from '../../../../lib/scaler/state/machines/machine.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aMachine, NOW, times } from '../../../builders/state.ts';
import { TestWorld } from '../a-world.ts';

const PLACES = 2;

/** Idle machines and half used ones, of whose places as many were not needed for longer than IdleTime as two machines have. */
async function aSurplus(machines: 'idle' | 'half used') {
  const runner = aRunner({ machine: { idle: anIdle(0, 600), places: PLACES } });
  const t = new TestWorld(someSettings({ runners: [runner] }));
  const { store } = t.world;
  for (const machine of times(4, (number) => aMachineOf(number, machines === 'half used'))) {
    t.gitlab.runners.create({ type: 'project_type', projectId: 380, description: machine.name });
    await store.machines.create(machine);
    if (machine.state !== 'Used') continue;
    const { jobIds, runnerId } = machine;
    for (const id of jobIds) await store.record({ ...aJob('running', id), runnerId });
  }
  await store.recordSurpluses({
    all: [{ runner: runner.name, since: NOW - 601, places: 2 * PLACES }],
    revision: 0,
  });
  return t;
}

const aMachineOf = (number: number, isHalfUsed: boolean) =>
  aMachine(isHalfUsed ? 'Used' : 'Idle', number, {
    ...{ places: PLACES, since: NOW - number, launchedAt: NOW - 3600 },
    ...(isHalfUsed && { jobIds: [100 + number] }),
  });

/** Machines that stay, and take other jobs. */
const staying = async (t: TestWorld): Promise<number> =>
  (await t.machines()).filter(
    (machine) => machine.state === 'Idle' || (isHalfUsed(machine) && !machine.isPaused),
  ).length;

type Write = SurplusRecords['recordSurpluses'];

describe.each(['idle', 'half used'] as const)('of %s machines that were too many', (machines) => {
  test.each<[string, (write: Write) => Write]>([
    ['fails', () => () => Promise.reject(new Error('no connection'))],
    ['is refused, for another reconciler has written', () => async () => false],
    [
      'seems to fail',
      (write) => async (surpluses) => {
        await write(surpluses);
        throw new Error('the answer did not arrive');
      },
    ],
  ])('none leaves if the write that they are counted anew %s', async (_, failing) => {
    const t = await aSurplus(machines);
    const { store } = t.world;
    const { recordSurpluses } = store;
    store.recordSurpluses = failing(recordSurpluses);
    await t.reconcile();
    expect(await staying(t)).toBe(4);
  });

  test('no more leave than were too many', async () => {
    const t = await aSurplus(machines);
    for (let round = 0; round < 3; round += 1) await t.reconcile();
    expect(await staying(t)).toBe(2);
  });
});
