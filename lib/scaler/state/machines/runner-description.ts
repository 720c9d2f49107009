import { isoTime, type UnixSeconds } from '../time.ts';

/**
 * The name of a machine's runner in GitLab. People see from it whose it is, and two deployments on one GitLab
 * tell their runners apart.
 */
export function runnerDescription(machineName: string, scaler: string): string {
  return `${machineName} of ${scaler}`;
}

/** The name of the machine whose runner is described so; undefined if it is none of that deployment. */
export function machineOfDescription(description: string, scaler: string): string | undefined {
  const end = ` of ${scaler}`;
  return description.endsWith(end) ? description.slice(0, -end.length) : undefined;
}

/** A runner in GitLab that keeps the place of a `[[runners]]` entry while it has no machine. */
export interface Placeholder {
  /** The entry's name. */
  readonly runner: string;
  readonly since: UnixSeconds;
}

export function placeholderDescription({ runner, since }: Placeholder, scaler: string): string {
  return `placeholder of ${runner} since ${isoTime(since)} for ${scaler}`;
}

/** Undefined if it describes none of that deployment. */
export function placeholderOfDescription(description: string, scaler: string): Placeholder | undefined {
  const end = ` for ${scaler}`;
  if (!description.endsWith(end)) return undefined;
  const [, runner, time = ''] =
    /^placeholder of (.*) since (\S+)$/.exec(description.slice(0, -end.length)) ?? [];
  const since = Date.parse(time) / 1000;
  return runner === undefined || Number.isNaN(since) ? undefined : { runner, since };
}
