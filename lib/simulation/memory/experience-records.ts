import type { ExperienceRecords } from '../../scaler/ports/store.ts';
import type { JobName } from '../../scaler/state/jobs/habit.ts';
import { isStill, next, type Revised } from './revision.ts';
import type { MemoryTable } from './table.ts';

export function experienceRecords({ habits, histories, keep }: MemoryTable): ExperienceRecords {
  const keyOf = ({ projectId, name }: JobName): string => `${projectId} ${name}`;
  const write = <T extends Revised>(records: Map<string, T>, key: string, read: T): boolean => {
    if (!isStill(records.get(key), read)) return false;
    records.set(key, keep(next(read)));
    return true;
  };
  return {
    habitsOf: async (names) => [...new Set(names.map(keyOf))].flatMap((key) => habits.get(key) ?? []),
    recordHabit: async (habit) => write(habits, keyOf(habit), habit),
    historiesOf: async (runners) => runners.flatMap((runner) => histories.get(runner) ?? []),
    recordHistory: async (history) => write(histories, history.runner, history),
  };
}
