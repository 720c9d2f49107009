import type { Store } from '../../../lib/scaler/ports/store.ts';
import type { Habit, Occurrence } from '../../../lib/scaler/state/habit.ts';
import { NOW, times } from '../../builders/state.ts';

/** What the reconciler has learned an operator's command reads, again and again. `open` answers with both, on one table. */
export function learnedByOthersContract(name: string, open: () => Promise<readonly [Store, Store]>): void {
  const seen: readonly Occurrence[] = [
    { pipelineId: 8, kind: 'NotRun' },
    { pipelineId: 7, kind: 'Run', lead: 61.5, waited: 0.4, ran: 90 },
  ];
  const habit: Habit = { projectId: 380, name: 'unit 1/2', stage: 'test', seen, at: NOW };

  test(`${name}: what the reconciler learns is read by others, who have read before it learned`, async () => {
    const [one, other] = await open();
    const more = { ...habit, name: 'lint', tags: ['linux'], runner: 'one' };
    expect(await other.habitsOf([habit, more])).toEqual([]);
    expect(await other.historiesOf(['one'])).toEqual([]);
    await one.recordHabit(habit);
    await one.recordHabit(more);
    expect(await other.habitsOf([habit, more])).toEqual([habit, more]);
    const history = {
      runner: 'one',
      boots: times(16, () => 31),
      periods: [{ from: 0, all: 900, inVain: 90 }],
    };
    await one.recordHistory(history);
    expect(await other.historiesOf(['one'])).toEqual([history]);
    await one.recordHistory({ ...history, boots: [30] });
    expect(await other.historiesOf(['one'])).toEqual([{ ...history, boots: [30] }]);
  });
}
