import type { Learned, Store, Writer } from '../../../lib/scaler/ports/store.ts';
import type { Habit, Occurrence } from '../../../lib/scaler/state/jobs/habit.ts';
import { NOW, times } from '../../builders/state.ts';

/**
 * What one process of the reconciler has learned another reads, and an operator's command too. `open` answers with the
 * stores of such writers, on one table.
 */
export function learnedByOthersContract(
  name: string,
  open: (...writers: readonly Writer[]) => Promise<readonly Store[]>,
): void {
  const seen: readonly Occurrence[] = [
    { pipelineId: 8, kind: 'NotRun' },
    { pipelineId: 7, kind: 'Run', lead: 61.5, waited: 0.4, ran: 90 },
  ];
  const habit: Learned<Habit> = {
    projectId: 380,
    name: 'unit 1/2',
    stage: 'test',
    seen,
    at: NOW,
    revision: 0,
  };
  const history = { runner: 'one', boots: [31], periods: [{ from: 0, all: 900, inVain: 90 }], revision: 0 };
  const both = async (...writers: readonly [Writer, Writer]): Promise<readonly [Store, Store]> => {
    const [one, other] = await open(...writers);
    if (one === undefined || other === undefined) throw new Error('there are not two');
    return [one, other];
  };

  test(`${name}: what the reconciler learns is read by others, who have read before it learned`, async () => {
    const [one, other] = await both('reconcile', 'operator');
    const more = { ...habit, name: 'lint', tags: ['linux'], runner: 'one' };
    expect(await other.habitsOf([habit, more])).toEqual([]);
    expect(await other.historiesOf(['one'])).toEqual([]);
    await one.recordHabit(habit);
    await one.recordHabit(more);
    expect(await other.habitsOf([habit, more])).toEqual([
      { ...habit, revision: 1 },
      { ...more, revision: 1 },
    ]);
    await one.recordHistory({ ...history, boots: times(16, () => 31) });
    expect(await other.historiesOf(['one'])).toEqual([
      { ...history, boots: times(16, () => 31), revision: 1 },
    ]);
    await one.recordHistory({ ...history, boots: [30], revision: 1 });
    expect(await other.historiesOf(['one'])).toEqual([{ ...history, boots: [30], revision: 2 }]);
  });

  test(`${name}: a second process of the reconciler does not write over what the first has learned`, async () => {
    const [one, other] = await both('reconcile', 'reconcile');
    for (const store of [one, other]) expect(await store.historiesOf(['one'])).toEqual([]);
    expect(await one.recordHistory(history)).toBe(true);
    expect(await other.recordHistory({ ...history, boots: [30] })).toBe(false);
    expect(await other.historiesOf(['one'])).toEqual([{ ...history, revision: 1 }]);
    expect(await other.recordHistory({ ...history, boots: [30], revision: 1 })).toBe(true);
    expect(await one.recordHistory({ ...history, boots: [29], revision: 1 })).toBe(false);
    expect(await one.historiesOf(['one'])).toEqual([{ ...history, boots: [30], revision: 2 }]);
  });

  test(`${name}: nor over its habits`, async () => {
    const [one, other] = await both('reconcile', 'reconcile');
    for (const store of [one, other]) expect(await store.habitsOf([habit])).toEqual([]);
    expect(await one.recordHabit(habit)).toBe(true);
    expect(await other.recordHabit({ ...habit, stage: 'late' })).toBe(false);
    expect(await other.habitsOf([habit])).toEqual([{ ...habit, revision: 1 }]);
    expect(await other.recordHabit({ ...habit, stage: 'late', revision: 1 })).toBe(true);
    expect(await one.recordHabit({ ...habit, stage: 'early', revision: 1 })).toBe(false);
    expect(await one.habitsOf([habit])).toEqual([{ ...habit, stage: 'late', revision: 2 }]);
  });
}
