import { openStore } from '../../aws/dynamodb/store.ts';
import { JobAnswer } from '../../gitlab/answers.ts';
import { type Call, type Request, read, requester } from '../../gitlab/request.ts';
import type { Store } from '../../scaler/ports/store.ts';
import { isoTime, type UnixSeconds } from '../../scaler/state/time.ts';
import { type Deployment, deploymentOf } from '../deployment/deployment.ts';
import { withTable } from '../deployment/stack.ts';
import { Trouble } from '../explain.ts';
import { type GitLabOptions, gitlabUrlOf, tokenOf } from '../gitlab/open-gitlab.ts';
import type { DeploymentOptions } from '../options.ts';
import { jobsIn } from '../status/jobs.ts';
import { type JobFacts, type Step, slowestOf, timelineOf } from './timeline.ts';

export interface WhyOptions extends DeploymentOptions, GitLabOptions {
  /** None: that of the record, or the one that config.toml names. */
  readonly project?: string;
}

export interface WhyReport {
  readonly id: number;
  readonly name: string;
  readonly project: string;
  readonly status: string;
  readonly machine: string | null;
  readonly steps: readonly (Omit<Step, 'at'> & { readonly at: string })[];
  /** The step that kept it waiting most; null if none did. */
  readonly slowest: Step['what'] | null;
}

/** What became of one job, step by step. Throws Trouble if GitLab does not know it. */
export function why(id: number, options: WhyOptions, now: UnixSeconds): Promise<WhyReport> {
  const deployment = deploymentOf(options);
  return withTable(deployment, async (client, table) => {
    const store = openStore({ client, table, writer: 'operator' });
    const recorded = await recordOf(store, deployment, id, now);
    const project = projectOf(options, deployment, recorded);
    const url = gitlabUrlOf(deployment, options);
    const token = await tokenOf(deployment, options);
    const answer = await ask(requester({ url, token: async () => token }), project, id);
    const machine = machineOf(recorded, answer);
    const steps = timelineOf(factsOf(answer, machine, recorded), now);
    return {
      ...{ id, name: answer.name, project, status: answer.status, machine: machine ?? null },
      steps: steps.map((step) => ({ ...step, at: isoTime(step.at) })),
      slowest: slowestOf(steps)?.what ?? null,
    };
  });
}

interface Recorded {
  readonly projectId: number | undefined;
  readonly machine: string | undefined;
  readonly retriedAs: number | undefined;
  readonly waitsFor: string | undefined;
  /** Machines that are there, by their runner's id. */
  readonly machines: ReadonlyMap<number, string>;
}

async function recordOf(
  store: Store,
  { settings }: Deployment,
  id: number,
  now: UnixSeconds,
): Promise<Recorded> {
  const state = await store.readActive();
  const [ended] = await store.endedJobs([id]);
  const waiting = jobsIn(state, settings, now).find((job) => job.id === id);
  return {
    projectId: [...state.jobs].find((job) => job.id === id)?.projectId ?? ended?.projectId,
    machine: ended?.machine,
    retriedAs: ended?.retriedAs,
    waitsFor: waiting?.waitsFor ?? undefined,
    machines: new Map(
      state.machines.flatMap(({ runnerId, name }) => (runnerId === undefined ? [] : [[runnerId, name]])),
    ),
  };
}

function projectOf({ project }: WhyOptions, { settings }: Deployment, { projectId }: Recorded): string {
  if (project !== undefined) return project;
  if (projectId !== undefined) return String(projectId);
  const scopes = settings?.runners.flatMap(({ scope }) => (scope.kind === 'Project' ? [scope.id] : [])) ?? [];
  const [only, ...others] = new Set(scopes);
  if (only !== undefined && others.length === 0) return String(only);
  throw new Trouble('the job is not on record, so its project is not known.', 'Name it with --project.');
}

async function ask(request: Request, project: string, id: number): Promise<JobAnswer> {
  const call: Call = { method: 'GET', path: `/projects/${encodeURIComponent(project)}/jobs/${id}` };
  const answer = await request(call);
  if (answer !== undefined) return read(call, JobAnswer, answer.json);
  throw new Trouble(
    `GitLab has no job ${id} in project ${project}, or does not show it to our token.`,
    'The number is in the address of the job’s page; --project names another project.',
  );
}

function machineOf({ machine, machines }: Recorded, { runner }: JobAnswer): string | undefined {
  return machine ?? (runner ? machines.get(runner.id) : undefined);
}

function factsOf(
  answer: JobAnswer,
  machine: string | undefined,
  { waitsFor, retriedAs }: Recorded,
): JobFacts {
  return {
    createdAt: answer.created_at,
    startedAt: answer.started_at ?? undefined,
    finishedAt: answer.finished_at ?? undefined,
    queued: answer.queued_duration ?? undefined,
    status: answer.status,
    machine,
    waitsFor,
    retriedAs,
  };
}
