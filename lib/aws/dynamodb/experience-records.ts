import * as v from 'valibot';
import type { ExperienceRecords, Learned, Writer } from '../../scaler/ports/store.ts';
import type { Habit, Occurrence } from '../../scaler/state/jobs/habit.ts';
import { WAIT_PARTS } from '../../scaler/state/machines/first-wait.ts';
import type { RunnerHistory } from '../../scaler/state/machines/runner-history.ts';
import { putRevised } from './calls/conditional.ts';
import { type Consistency, getItems } from './calls/get-items.ts';
import { type Item, readItem } from './calls/read-item.ts';
import { habitKey, historyKey, type Key, type Table } from './table.ts';

/** Seconds after which a name that is not heard of any more is forgotten. */
const HABIT_KEPT = 30 * 24 * 3600;
/** Records that a process keeps in memory: beyond, it begins anew. */
const MOST_KEPT = 10_000;
/** Seconds for which it keeps a runner's history: that bounds what is launched ahead, and another process may add to it. */
const HISTORY_KEPT = 60;

/**
 * What was learned: in a partition of its own, which no reconcile reads whole. The reconciler asks for the same names again
 * and again, and alone writes them: what it has read or written it keeps in memory, until a write is refused because
 * another of its processes has written since. By an old habit jobs are foreseen less well; by an old history more would be
 * launched ahead than the budget has, so that is read again soon, and as it is.
 *
 * @param now seconds, of a clock that only runs
 */
export function experienceRecords(table: Table, writer: Writer, now: () => number): ExperienceRecords {
  const isKept = writer === 'reconcile';
  const kept = new Map<string, Kept>();
  /** Another has written them: they are read again as they are. */
  const overtaken = new Set<string>();
  const keep = (key: Key, item: Item | undefined): void => {
    if (!isKept) return;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key.sk, { item, at: now() });
  };
  const forgetOld = (keys: readonly Key[]): void => {
    for (const { sk } of keys) if (now() - (kept.get(sk)?.at ?? 0) >= HISTORY_KEPT) kept.delete(sk);
  };
  const read = async (asked: readonly Key[], consistency: Consistency): Promise<readonly Item[]> => {
    const keys = [...new Map(asked.map((key) => [key.sk, key])).values()];
    const known = new Map(
      keys.flatMap(({ sk }) => (kept.has(sk) ? [[sk, kept.get(sk)?.item] as const] : [])),
    );
    const wanted = keys.filter(({ sk }) => !known.has(sk));
    const found = new Map((await getItems(table, wanted, consistency)).map((item) => [item['sk'], item]));
    for (const key of wanted) keep(key, found.get(key.sk));
    for (const { sk } of wanted) overtaken.delete(sk);
    return keys.map(({ sk }) => known.get(sk) ?? found.get(sk)).filter((item) => item !== undefined);
  };
  const write = async (key: Key, { revision, ...item }: Learned<Item>): Promise<boolean> => {
    const later = { ...item, ...key, revision: revision + 1 };
    const isWritten = await putRevised(table, later, 'revision');
    if (isWritten) keep(key, later);
    else {
      kept.delete(key.sk);
      overtaken.add(key.sk);
    }
    return isWritten;
  };
  return {
    habitsOf: async (names) => {
      const keys = names.map(habitKey);
      const isOvertaken = keys.some(({ sk }) => overtaken.has(sk));
      return readable(await read(keys, isOvertaken ? 'Strong' : 'Eventual'), readHabit);
    },
    recordHabit: (habit) => write(habitKey(habit), habitItem(habit)),
    historiesOf: async (runners) => {
      const keys = runners.map(historyKey);
      forgetOld(keys);
      return readable(await read(keys, 'Strong'), readHistory);
    },
    recordHistory: (history) => write(historyKey(history.runner), { ...history }),
  };
}

interface Kept {
  /** None where there was none. */
  readonly item: Item | undefined;
  readonly at: number;
}

/** Without what somebody wrote by hand so that not even its name can be read. */
function readable<T>(items: readonly Item[], read: (item: Item) => T): T[] {
  return items.flatMap((item) => {
    try {
      return [read(item)];
    } catch {
      return [];
    }
  });
}

/** Small enough for one write unit: see REMEMBERED of a habit. */
function habitItem({ seen, ...habit }: Learned<Habit>): Learned<Item> {
  return { ...habit, seen: seen.map(listed), expires: Math.ceil(habit.at) + HABIT_KEPT };
}

const TENTHS = 10;

/** Of one that did not run the pipeline alone. Times are in tenths of a second. */
const listed = (one: Occurrence): number[] =>
  one.kind === 'NotRun'
    ? [one.pipelineId]
    : [one.pipelineId, ...[one.lead, one.waited, one.ran].map((seconds) => Math.round(seconds * TENTHS))];

function readHabit(item: Item): Learned<Habit> {
  const { seen, ...habit } = readItem(habitSchema, item);
  return { ...habit, seen: seen.map(occurrenceOf) };
}

function occurrenceOf([pipelineId = 0, lead, waited = 0, ran = 0]: readonly number[]): Occurrence {
  if (lead === undefined) return { pipelineId, kind: 'NotRun' };
  return { pipelineId, kind: 'Run', lead: lead / TENTHS, waited: waited / TENTHS, ran: ran / TENTHS };
}

const readHistory = (item: Item): Learned<RunnerHistory> => readItem(historySchema, item);

/** None of what was written before it was counted. */
const revision = v.optional(v.number(), 0);

/** What another version wrote counts as nothing learned, and is written over. */
const habitSchema = v.union([
  v.object({
    projectId: v.number(),
    name: v.string(),
    stage: v.string(),
    tags: v.exactOptional(v.array(v.string())),
    runner: v.exactOptional(v.string()),
    seen: v.array(v.array(v.number())),
    at: v.number(),
    revision,
  }),
  v.pipe(
    v.object({ projectId: v.number(), name: v.string(), revision }),
    v.transform((named) => ({ ...named, stage: '', seen: [], at: 0 })),
  ),
]);

const historySchema = v.union([
  v.object({
    runner: v.string(),
    boots: v.array(v.number()),
    firstWaits: v.exactOptional(v.array(v.object(v.entriesFromList(WAIT_PARTS, v.number())))),
    periods: v.array(
      v.object({
        ...{ from: v.number(), all: v.number(), inVain: v.number() },
        ahead: v.exactOptional(
          v.object({ machines: v.number(), inTime: v.number(), late: v.number(), saved: v.number() }),
        ),
      }),
    ),
    revision,
  }),
  v.pipe(
    v.object({ runner: v.string(), revision }),
    v.transform((named) => ({ ...named, boots: [], periods: [] })),
  ),
]);
