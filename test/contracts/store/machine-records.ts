import type { Store } from '../../../lib/scaler/ports/store.ts';
import { byStatus } from '../../../lib/scaler/state/jobs/by-status.ts';
import type { MachineState } from '../../../lib/scaler/state/machines/machine.ts';
import { aMachine, NOW, times } from '../../builders/state.ts';

/** Machines on record. */
export function machineRecordsContract(open: () => Promise<Store>): void {
  describe('the machines', () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    const fate = { kind: 'Doomed', at: NOW, reason: 'EC2 wants it back' } as const;
    const states: readonly MachineState[] = ['Creating', 'Idle', 'Used', 'Removing'];
    test.each(states)('that are %s are found as they were written', async (state) => {
      const job = {
        id: 7,
        projectId: 380,
        tags: ['linux'],
        retries: 1,
        environment: 'e',
        isCancelAsked: true,
      };
      const lost = [
        { ...job, isDone: true as const },
        { id: 8, projectId: 380, tags: [], isCancelAsked: false },
      ];
      const machine = {
        ...aMachine(state, 1, { spotRequestId: 'sir-1', fate, counted: [4, 5], builds: 2 }),
        ...{ lost, failed: [{ ...job, at: 9 }], isPaused: true as const },
        lastEnd: { pipelineId: 100, at: NOW },
      };
      expect(await store.machines.create(machine)).toBe(true);
      expect(await store.machines.find('i-1')).toEqual(machine);
      expect((await store.readActive()).machines).toEqual([machine]);
    });

    test('that never registered can be Removing', async () => {
      const { runnerId: _, ...rest } = aMachine('Removing', 1);
      const machine = {
        ...rest,
        state: 'Removing',
        pausedAt: NOW,
        refused: { times: 2, againAt: NOW },
      } as const;
      await store.machines.create(machine);
      expect(await store.machines.find('i-1')).toEqual(machine);
    });

    test('are created once', async () => {
      await store.machines.create(aMachine('Idle', 1));
      expect(await store.machines.create(aMachine('Creating', 1))).toBe(false);
      expect((await store.machines.find('i-1'))?.state).toBe('Idle');
    });

    test('are replaced whole, with the next revision', async () => {
      await store.machines.create(aMachine('Creating', 1, { fate, revision: 0 }));
      expect(await store.machines.replace(aMachine('Used', 1, { revision: 0 }))).toBe(true);
      expect(await store.machines.find('i-1')).toEqual(aMachine('Used', 1, { revision: 1 }));
    });

    test('are not written once they have changed', async () => {
      const read = aMachine('Idle', 1, { revision: 4 });
      await store.machines.create(read);
      await store.machines.replace(read);
      expect(await store.machines.replace(aMachine('Used', 1, { revision: 4 }))).toBe(false);
      expect(await store.machines.remove(read, NOW)).toBe(false);
      expect(await store.machines.find('i-1')).toEqual({ ...read, revision: 5 });
    });

    test('only one of two writes at once succeeds', async () => {
      const read = aMachine('Idle', 1);
      await store.machines.create(read);
      const answers = await Promise.all(times(2, () => store.machines.replace(read)));
      expect(answers.toSorted()).toEqual([false, true]);
    });

    test('are removed, and then cannot be written', async () => {
      const machine = aMachine('Removing', 1);
      await store.machines.create(machine);
      expect(await store.machines.remove(machine, NOW)).toBe(true);
      expect(await store.machines.remove(machine, NOW)).toBe(false);
      expect(await store.machines.replace(machine)).toBe(false);
      expect(await store.machines.find('i-1')).toBeUndefined();
    });

    test('are not brought back by a late call, until they are forgotten', async () => {
      const machine = aMachine('Removing', 1);
      await store.machines.create(machine);
      await store.machines.remove(machine, NOW);
      expect(await store.machines.create(aMachine('Creating', 1))).toBe(false);
      expect(await store.machines.find('i-1')).toBeUndefined();
      const departed = [{ instanceId: 'i-1', at: NOW }];
      expect(await store.readActive()).toEqual({ machines: [], launches: [], jobs: byStatus([]), departed });

      await store.machines.forget('i-1');
      await store.machines.forget('i-1');
      expect(await store.readActive()).toEqual({ machines: [], launches: [], jobs: byStatus([]) });
      expect(await store.machines.create(machine)).toBe(true);
    });

    test('are not forgotten while they exist', async () => {
      await store.machines.create(aMachine('Idle', 1));
      await store.machines.forget('i-1');
      expect(await store.machines.find('i-1')).toEqual(aMachine('Idle', 1));
    });

    test('change in the store only by a write', async () => {
      const counted = [1];
      await store.machines.create(aMachine('Idle', 1, { counted }));
      counted.push(2);
      expect((await store.machines.find('i-1'))?.counted).toEqual([1]);
    });
  });
}
