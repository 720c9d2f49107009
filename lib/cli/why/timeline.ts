import type { UnixSeconds } from '../../scaler/state/time.ts';

/** What GitLab and the records say of one job. */
export interface JobFacts {
  readonly createdAt: UnixSeconds;
  readonly startedAt: UnixSeconds | undefined;
  readonly finishedAt: UnixSeconds | undefined;
  /** Seconds that it waited for a runner, or has waited so far; undefined before it was pending. */
  readonly queued: number | undefined;
  /** GitLab's word. */
  readonly status: string;
  readonly machine: string | undefined;
  /** Why it waits now, as `status` has it; none if it does not, or if a machine will have it. */
  readonly waitsFor: string | undefined;
  /** The job that is in its place, since its machine's end took it. */
  readonly retriedAs: number | undefined;
}

export interface Step {
  readonly at: UnixSeconds;
  readonly what: 'created' | 'pending' | 'launched' | 'running' | 'ended' | 'now';
  readonly note: string;
  /** Seconds from the step before. */
  readonly after: number;
}

/** One job from its creation to its end, in order; the last step is now while it has not ended. */
export function timelineOf(facts: JobFacts, now: UnixSeconds): readonly Step[] {
  const { createdAt, startedAt, finishedAt, status, machine } = facts;
  const pendingAt = pendingSince(facts, now);
  const launchedAt = machine === undefined ? undefined : launchOf(machine);
  const steps: (Omit<Step, 'after'> | undefined)[] = [
    { at: createdAt, what: 'created', note: 'with its pipeline' },
    step(pendingAt, 'pending', 'it may run'),
    launchedAt !== undefined && pendingAt !== undefined && launchedAt >= pendingAt - ROUNDED
      ? { at: launchedAt, what: 'launched', note: `machine ${machine} was asked for` }
      : undefined,
    step(startedAt, 'running', runNote(machine, launchedAt, pendingAt)),
    finishedAt === undefined
      ? { at: now, what: 'now', note: facts.waitsFor ?? `it is ${status}` }
      : { at: finishedAt, what: 'ended', note: endNote(facts) },
  ];
  const known = steps.filter((one) => one !== undefined).toSorted((one, other) => one.at - other.at);
  return known.map((one, index) => ({ ...one, after: one.at - (known[index - 1]?.at ?? one.at) }));
}

/** A machine's name has whole seconds. */
const ROUNDED = 1;

function step(at: UnixSeconds | undefined, what: Step['what'], note: string) {
  return at === undefined ? undefined : { at, what, note };
}

function pendingSince({ startedAt, queued, status }: JobFacts, now: UnixSeconds): UnixSeconds | undefined {
  if (queued === undefined) return undefined;
  if (startedAt !== undefined) return startedAt - queued;
  return status === 'pending' ? now - queued : undefined;
}

/** When the machine was asked for: its name tells. */
function launchOf(machine: string): UnixSeconds | undefined {
  const seconds = /(\d{9,11})-[0-9a-f]{8}/.exec(machine)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

function runNote(
  machine: string | undefined,
  launchedAt: UnixSeconds | undefined,
  pendingAt: UnixSeconds | undefined,
): string {
  if (machine === undefined) return 'on a runner that is not on record here';
  if (launchedAt === undefined || pendingAt === undefined) return `on machine ${machine}`;
  if (launchedAt >= pendingAt - ROUNDED) return 'the machine has booted, registered and taken it';
  return `on machine ${machine}, which was there`;
}

const endNote = ({ status, retriedAs }: JobFacts): string =>
  retriedAs === undefined
    ? status
    : `${status}: its machine’s end took it, and job ${retriedAs} was put in its place`;

/** The step that took longest of those in which the job waited; undefined if it did not wait. */
export function slowestOf(steps: readonly Step[]): Step | undefined {
  const waits = steps.filter(({ what, after }) => after > 0 && (what === 'launched' || what === 'running'));
  return waits.toSorted((one, other) => other.after - one.after)[0];
}
