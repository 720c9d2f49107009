import * as v from 'valibot';
import { keyComplaint, parseJsonObject } from '../../config/file/json.ts';
import { readTextFile, shownFile } from '../../config/file/text-file.ts';
import type { Settings } from '../../config/settings.ts';
import type { Habit, Occurrence } from '../../scaler/state/jobs/habit.ts';
import type { Job } from '../../scaler/state/jobs/job.ts';
import type { Machine } from '../../scaler/state/machines/machine.ts';
import { placed } from '../../scaler/state/places.ts';
import type { State } from '../../scaler/state/state.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';

const iso = v.pipe(
  v.string('must be a time such as 2026-11-24T10:00:00Z'),
  v.check((text) => !Number.isNaN(Date.parse(text)), 'must be a time such as 2026-11-24T10:00:00Z'),
  v.transform((text) => Date.parse(text) / 1000),
);

const MachineEntry = v.strictObject(
  {
    name: v.string('must be the name of a machine'),
    runner: v.string('must be the name of a runner in config.toml'),
    state: v.picklist(['Creating', 'Idle', 'Used', 'Removing'], 'must be Creating, Idle, Used or Removing'),
    builds: v.optional(v.number('must be a number'), 0),
    since: iso,
    job: v.optional(v.number('must be the id of a job')),
    jobs: v.optional(v.array(v.number('must be the id of a job'), 'must be a list of ids of jobs'), []),
  },
  keyComplaint,
);

const JobEntry = v.strictObject(
  {
    id: v.pipe(v.number('must be the id of a job'), v.safeInteger('must be the id of a job')),
    status: v.picklist(['created', 'pending', 'running'], 'must be created, pending or running'),
    tags: v.optional(v.array(v.string('must be a tag'), 'must be a list of tags'), []),
    project: v.optional(v.number('must be the id of a project')),
    since: v.optional(iso),
    name: v.optional(v.string('must be the name of a job')),
    pipeline: v.optional(v.number('must be the id of a pipeline')),
    stage: v.optional(v.string('must be the name of a stage')),
  },
  keyComplaint,
);

const seconds = v.number('must be a number of seconds');

/** Without `ran`: it did not run there. */
const SeenEntry = v.strictObject(
  {
    pipeline: v.number('must be the id of a pipeline'),
    lead: v.optional(seconds, 0),
    waited: v.optional(seconds, 0),
    ran: v.optional(seconds),
  },
  keyComplaint,
);

const HabitEntry = v.strictObject(
  {
    name: v.string('must be the name of a job'),
    stage: v.string('must be the name of a stage'),
    project: v.optional(v.number('must be the id of a project')),
    tags: v.optional(v.array(v.string('must be a tag'), 'must be a list of tags'), []),
    runner: v.optional(v.string('must be the name of a runner in config.toml')),
    seen: v.array(SeenEntry, 'must be a list of what it did in pipelines'),
  },
  keyComplaint,
);

/** A list in which nothing stands twice. */
const listOf = <T extends v.GenericSchema>(
  entry: T,
  message: string,
  idOf: (entry: v.InferOutput<T>) => unknown,
) =>
  v.optional(
    v.pipe(
      v.array(entry, message),
      v.check((all) => new Set(all.map(idOf)).size === all.length, 'must not hold one twice'),
    ),
    [],
  );

const StateFile = v.strictObject(
  {
    machines: listOf(MachineEntry, 'must be a list of machines', ({ name }) => name),
    jobs: listOf(JobEntry, 'must be a list of jobs', ({ id }) => id),
    habits: v.optional(v.array(HabitEntry, 'must be a list of what jobs did before'), []),
  },
  keyComplaint,
);

type HabitEntry = v.InferOutput<typeof HabitEntry>;

/** Reads a state for `plan`. Throws Error that names the keys that are wrong. */
export function readState(file: string, settings: Settings, now: UnixSeconds): State {
  const shown = shownFile(file);
  const parsed = v.safeParse(StateFile, parseJsonObject(readTextFile(file), shown));
  if (!parsed.success) {
    const told = parsed.issues.map((issue) => `${shown}: ${v.getDotPath(issue) ?? 'it'}: ${issue.message}`);
    throw new Error(told.join('\n'));
  }
  const { machines, jobs, habits } = parsed.output;
  for (const { name, runner } of [...machines, ...habits]) {
    if (runner !== undefined && !settings.runners.some((known) => known.name === runner))
      throw new Error(`${shown}: ${name}: config.toml has no runner "${runner}"`);
  }
  return {
    machines: machines.map((machine, index) => machineOf(machine, index, settings)),
    launches: [],
    jobs: jobs.map((job) => jobOf(job, settings, now)),
    habits: habits.map((habit) => habitOf(habit, settings, now)),
  };
}

/** It has as many places as config.toml says of its runner. */
function machineOf(entry: v.InferOutput<typeof MachineEntry>, index: number, { runners }: Settings): Machine {
  const { state, job, jobs, ...said } = entry;
  const [first = job ?? 0, ...others] = jobs;
  const places = runners.find(({ name }) => name === entry.runner)?.machine.places ?? 1;
  const base = {
    ...said,
    launchedAt: said.since,
    ...placed(places),
    instanceId: entry.name,
    reason: '',
    counted: [],
    revision: 0,
  };
  switch (state) {
    case 'Creating':
      return { ...base, state };
    case 'Used':
      return { ...base, state, runnerId: index, jobIds: [first, ...others] };
    default:
      return { ...base, state, runnerId: index };
  }
}

function jobOf(entry: v.InferOutput<typeof JobEntry>, settings: Settings, now: UnixSeconds): Job {
  const { id, status, tags, since = now, name = String(id), pipeline, stage } = entry;
  return {
    ...{ id, status, gitlabStatus: status, name, at: since, revision: 0 },
    projectId: projectOf(entry, settings),
    lookup:
      status === 'created'
        ? { kind: 'NotAsked' }
        : { kind: 'Confirmed', since: now, askedAt: now, tags, counted: false },
    ...(pipeline !== undefined && { pipelineId: pipeline }),
    ...(stage !== undefined && { stage }),
  };
}

function habitOf(entry: HabitEntry, settings: Settings, now: UnixSeconds): Habit {
  const { name, stage, tags, runner = settings.runners[0]?.name, seen } = entry;
  return {
    ...{ name, stage, tags, at: now, seen: seen.map(occurrenceOf) },
    projectId: projectOf(entry, settings),
    ...(runner !== undefined && { runner }),
  };
}

function occurrenceOf({ pipeline, lead, waited, ran }: HabitEntry['seen'][number]): Occurrence {
  const pipelineId = pipeline;
  return ran === undefined ? { pipelineId, kind: 'NotRun' } : { pipelineId, kind: 'Run', lead, waited, ran };
}

/** One that says no project may run on any runner of one. */
function projectOf({ project }: { readonly project?: number | undefined }, { runners }: Settings): number {
  const [first] = runners.flatMap(({ scope }) => (scope.kind === 'Project' ? [scope.id] : []));
  return project ?? first ?? 0;
}
