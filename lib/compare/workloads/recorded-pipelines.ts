import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { JobColumns } from './columns.ts';
import type { WorkloadPipeline } from './workload.ts';

/** Seconds after the stage before it had ended: what begins to wait later than that was started by hand. */
const BY_ITSELF_WITHIN = 300;

/**
 * The pipelines of a file, in the order of their times: each is pushed when it was created, and its stages follow one
 * another as fast as the simulated machines let them. A job that was retried, or started by hand, comes by itself when
 * it began to wait. A file has only what ran, so nothing fails and nothing is left out.
 *
 * @param end what is created from then on does not come
 */
export function* recordedPipelines(columns: JobColumns, end: UnixSeconds): Generator<WorkloadPipeline> {
  const { startsAt, group } = grouped(columns);
  const at = (index: number): UnixSeconds => startsAt[index] ?? 0;
  const of = (index: number): number => group[index] ?? 0;
  const order = inOrder(
    columns,
    (one, other) =>
      at(one) - at(other) ||
      of(one) - of(other) ||
      columns.queuedAt(one) - columns.queuedAt(other) ||
      one - other,
  );
  for (const rows of runsOf(order, of)) {
    const [first = 0] = rows;
    if (at(first) >= end) return;
    const stages = stagesOf(columns, rows).map(({ name, rows }) => ({
      name,
      jobs: rows.map((row) => ({
        ...{ name: columns.name(row), duration: columns.duration(row), kind: columns.kind(row) },
        fate: 'Succeeds' as const,
      })),
    }));
    yield { createdAt: at(first), project: columns.project(first), stages };
  }
}

/** When each row's pipeline is pushed, and which it is: a number of its own for a job that comes by itself. */
function grouped(columns: JobColumns) {
  const startsAt = new Float64Array(columns.count);
  const group = new Int32Array(columns.count);
  const pipeline = (index: number): number => columns.pipeline(index);
  const order = inOrder(
    columns,
    (one, other) =>
      pipeline(one) - pipeline(other) || columns.queuedAt(one) - columns.queuedAt(other) || one - other,
  );
  for (const rows of runsOf(order, pipeline)) {
    const alone = rows.length === 1 ? new Set(rows) : comingAlone(columns, rows);
    const createdAt = rows.reduce((least, row) => Math.min(least, columns.createdAt(row)), Infinity);
    for (const row of rows) {
      startsAt[row] = alone.has(row) ? columns.queuedAt(row) : createdAt;
      group[row] = alone.has(row) ? -1 - row : pipeline(row);
    }
  }
  return { startsAt, group };
}

/** Those that were retried, and those that somebody started long after their stage's turn. */
function comingAlone(columns: JobColumns, rows: Uint32Array): ReadonlySet<number> {
  const names = new Set<string>();
  const retries = [...rows].filter((row) => names.size === names.add(columns.name(row)).size);
  const alone = new Set(retries);
  let turn = Infinity;
  for (const stage of stagesOf(
    columns,
    rows.filter((row) => !alone.has(row)),
  )) {
    const late = stage.rows.filter((row) => columns.queuedAt(row) > turn + BY_ITSELF_WITHIN);
    for (const row of late) alone.add(row);
    const ends = stage.rows
      .filter((row) => !alone.has(row))
      .map((row) => columns.queuedAt(row) + columns.duration(row));
    if (ends.length > 0) turn = Math.max(...ends);
  }
  return alone;
}

interface RecordedStage {
  readonly name: string;
  readonly rows: readonly number[];
}

/** In the order in which the middle jobs of each began to wait. */
function stagesOf(columns: JobColumns, rows: Uint32Array): RecordedStage[] {
  const stages = Map.groupBy(rows, (row) => columns.stage(row));
  const middle = ({ rows }: RecordedStage): number =>
    columns.queuedAt(rows[Math.floor(rows.length / 2)] ?? 0);
  return [...stages]
    .map(([name, rows]) => ({ name, rows }))
    .toSorted((one, other) => middle(one) - middle(other));
}

function inOrder(columns: JobColumns, compare: (one: number, other: number) => number): Uint32Array {
  return Uint32Array.from({ length: columns.count }, (_, index) => index).sort(compare);
}

/** The parts of it that are of one thing. */
function* runsOf(order: Uint32Array, of: (index: number) => number): Generator<Uint32Array> {
  let from = 0;
  for (let to = 1; to <= order.length; to += 1) {
    if (to < order.length && of(order[to] ?? 0) === of(order[from] ?? 0)) continue;
    yield order.subarray(from, to);
    from = to;
  }
}
