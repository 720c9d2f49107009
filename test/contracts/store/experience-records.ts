import type { Learned, Store } from '../../../lib/scaler/ports/store.ts';
import { byStatus } from '../../../lib/scaler/state/jobs/by-status.ts';
import type { Habit, Occurrence } from '../../../lib/scaler/state/jobs/habit.ts';
import { NOW, times } from '../../builders/state.ts';

/** What was learned of jobs and machines that are no more. */
export function experienceRecordsContract(open: () => Promise<Store>): void {
  describe('what the deployment has learned', () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    const seen: readonly Occurrence[] = [
      { pipelineId: 8, kind: 'NotRun' },
      { pipelineId: 7, kind: 'Run', lead: 61.5, waited: 0.4, ran: 90 },
    ];
    const habit: Learned<Habit> = {
      ...{ projectId: 380, name: 'unit 1/2', stage: 'test', seen, at: NOW },
      revision: 0,
    };
    const first = <T>(record: T) => ({ ...record, revision: 1 });
    const of = (name: string, projectId = 380) => ({ projectId, name });

    test('is nothing at first', async () => {
      expect(await store.habitsOf([of('unit 1/2')])).toEqual([]);
      expect(await store.historiesOf(['one'])).toEqual([]);
    });

    test('has habits, each of its own project and name', async () => {
      const other = { ...habit, name: 'lint', tags: ['linux'], runner: 'one' };
      await store.recordHabit(habit);
      await store.recordHabit(other);
      expect(await store.habitsOf([of('unit 1/2')])).toEqual([first(habit)]);
      expect(await store.habitsOf([of('lint'), of('lint')])).toEqual([first(other)]);
      expect(await store.habitsOf([of('lint', 381), of('unit')])).toEqual([]);
    });

    test('has an unknown name once it is written', async () => {
      await store.habitsOf([of('unit 1/2')]);
      await store.recordHabit(habit);
      expect(await store.habitsOf([of('unit 1/2')])).toEqual([first(habit)]);
    });

    test('is what was written last', async () => {
      await store.recordHabit(habit);
      expect(await store.recordHabit({ ...habit, at: NOW + 1, revision: 1 })).toBe(true);
      expect(await store.habitsOf([of('unit 1/2')])).toEqual([{ ...habit, at: NOW + 1, revision: 2 }]);
    });

    test('has more names than one call may ask for, of any length and script', async () => {
      const names = [...times(120, (number) => `job ${number}`), 'ї'.repeat(510)];
      await Promise.all(names.map((name) => store.recordHabit({ ...habit, name })));
      const found = await store.habitsOf(names.map((name) => of(name)));
      expect(new Set(found.map(({ name }) => name))).toEqual(new Set(names));
    });

    test('has the histories of runners', async () => {
      const ahead = { machines: 4, inTime: 2, late: 1, saved: 61 };
      const periods = [
        { from: 10_800, all: 900, inVain: 90, ahead },
        { from: 0, all: 900, inVain: 90 },
      ];
      const firstWaits = [
        { hearing: 0.5, asking: 1.2, starting: 9, booting: 22, registering: 0.3, taking: 2.5 },
      ];
      const history = { runner: 'one', boots: [31, 28], firstWaits, periods, revision: 0 };
      await store.recordHistory(history);
      expect(await store.historiesOf(['one', 'two'])).toEqual([first(history)]);
    });

    test('is not part of the active state', async () => {
      await store.recordHabit(habit);
      expect(await store.readActive()).toEqual({ machines: [], launches: [], jobs: byStatus([]) });
    });
  });
}
