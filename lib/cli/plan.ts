import * as v from 'valibot';
import { parseJsonObject } from '../config/json.ts';
import type { Settings } from '../config/settings.ts';
import { readTextFile } from '../config/text-file.ts';
import { plan } from '../scaler/plan/plan.ts';
import type { Job } from '../scaler/state/job.ts';
import type { Machine } from '../scaler/state/machine.ts';
import type { State } from '../scaler/state/state.ts';
import type { UnixSeconds } from '../scaler/state/time.ts';
import { paint } from './output.ts';
import { table } from './table.ts';

export interface PlanReport {
  readonly create: readonly {
    readonly runner: string;
    readonly count: number;
    readonly reasons: readonly string[];
  }[];
  readonly remove: readonly { readonly name: string; readonly reason: string }[];
  readonly held: readonly { readonly runner: string; readonly count: number; readonly reason: string }[];
}

const iso = v.pipe(
  v.string('must be a time such as 2026-11-24T10:00:00Z'),
  v.check((text) => !Number.isNaN(Date.parse(text)), 'must be a time such as 2026-11-24T10:00:00Z'),
  v.transform((text) => Date.parse(text) / 1000),
);

const missing = ({ expected }: { readonly expected: string | null }) =>
  expected === 'Object' ? 'must be an object, {…}' : 'is missing';

const MachineEntry = v.object(
  {
    name: v.string('must be the name of a machine'),
    runner: v.string('must be the name of a runner in config.toml'),
    state: v.picklist(['Creating', 'Idle', 'Used', 'Removing'], 'must be Creating, Idle, Used or Removing'),
    builds: v.optional(v.number('must be a number'), 0),
    since: iso,
  },
  missing,
);

const JobEntry = v.object(
  {
    id: v.number('must be a number'),
    status: v.picklist(['pending', 'running'], 'must be pending or running'),
    tags: v.optional(v.array(v.string('must be a tag'), 'must be a list of tags'), []),
    project: v.optional(v.number('must be the id of a project')),
  },
  missing,
);

const StateFile = v.object({
  machines: v.optional(v.array(MachineEntry, 'must be a list of machines'), []),
  jobs: v.optional(v.array(JobEntry, 'must be a list of jobs'), []),
});

/** Reads a state for `plan`. Throws Error that names the keys that are wrong. */
export function readState(file: string, settings: Settings, now: UnixSeconds): State {
  const parsed = v.safeParse(StateFile, parseJsonObject(readTextFile(file), file));
  if (!parsed.success) {
    const told = parsed.issues.map((issue) => `${file}: ${v.getDotPath(issue) ?? 'it'}: ${issue.message}`);
    throw new Error(told.join('\n'));
  }
  const unknown = parsed.output.machines.find(
    ({ runner }) => !settings.runners.some(({ name }) => name === runner),
  );
  if (unknown !== undefined)
    throw new Error(`${file}: ${unknown.name}: config.toml has no runner "${unknown.runner}"`);
  return {
    machines: parsed.output.machines.map(machineOf),
    launches: [],
    jobs: parsed.output.jobs.map((job) => jobOf(job, settings, now)),
  };
}

function machineOf(entry: v.InferOutput<typeof MachineEntry>, index: number): Machine {
  const { state, ...said } = entry;
  const base = {
    ...said,
    launchedAt: said.since,
    instanceId: entry.name,
    reason: '',
    counted: [],
    revision: 0,
  };
  switch (state) {
    case 'Creating':
      return { ...base, state };
    case 'Used':
      return { ...base, state, runnerId: index, jobIds: [0] };
    default:
      return { ...base, state, runnerId: index };
  }
}

/** A job that says no project may run on any runner of one. */
function jobOf(entry: v.InferOutput<typeof JobEntry>, { runners }: Settings, now: UnixSeconds): Job {
  const { id, status, tags, project } = entry;
  const [first] = runners.flatMap(({ scope }) => (scope.kind === 'Project' ? [scope.id] : []));
  return {
    id,
    status,
    gitlabStatus: status,
    projectId: project ?? first ?? 0,
    name: String(id),
    at: now,
    lookup: { kind: 'Confirmed', askedAt: now, tags, counted: false },
    revision: 0,
  };
}

/** What the reconciler would do with that state: its own function decides. */
export function planReport(state: State, settings: Settings, now: UnixSeconds): PlanReport {
  const { launches, removals, held } = plan(state, settings, now);
  return {
    create: launches.map(({ runner, count, reasons }) => ({ runner: runner.name, count, reasons })),
    remove: removals.map(({ machine, reason }) => ({ name: machine.name, reason })),
    held: held.map(({ runner, count, reason }) => ({ runner, count, reason })),
  };
}

export function showPlan({ create, remove, held }: PlanReport): string {
  const rows = [
    ...create.map(({ runner, count, reasons }) => [
      paint('green', 'create'),
      `${count} for ${runner}`,
      reasons.join('; '),
    ]),
    ...remove.map(({ name, reason }) => [paint('red', 'remove'), name, reason]),
    ...held.map(({ runner, count, reason }) => [
      paint('yellow', 'hold back'),
      `${count} for ${runner}`,
      reason,
    ]),
  ];
  return rows.length === 0 ? 'Nothing to do.' : table(['do', 'machines', 'why'], rows);
}
