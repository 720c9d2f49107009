import { stringify } from 'smol-toml';
import type { TomlTable } from '../config/file/toml-value.ts';
import type { RunnerSettings } from '../config/settings.ts';
import { machineCache } from './cache.ts';

/** What a machine is answered when it registers. */
export interface MachineRegistration {
  /** The text of its config.toml. */
  readonly config: string;
  /** What its `gitlab-runner run-single` is told beside the file. */
  readonly arguments: readonly string[];
}

/** One machine's runner in GitLab. */
interface MachineRunner {
  /** The `[[runners]]` entry that the machine belongs to. */
  readonly runner: RunnerSettings;
  readonly gitlabUrl: string;
  readonly machineName: string;
  /** Jobs that it runs at once. */
  readonly places: number;
  readonly runnerId: number;
  /** The runner's authentication token. */
  readonly token: string;
  /** The deployment's S3 bucket for caches, where there is one. */
  readonly cacheBucket?: string;
}

/**
 * Keys of an entry that its machines do not have from it: what says which runner it is in GitLab (each machine
 * has one of its own), and what rules many machines.
 */
const NOT_PASSED_ON = [
  ...['name', 'url', 'id', 'token', 'token_obtained_at', 'token_expires_at'],
  ...['executor', 'limit', 'machine', 'bastionless'],
];

const HOUR = 3600;
const DAY = 24 * HOUR;

export function machineRegistration(of: MachineRunner): MachineRegistration {
  return { config: machineConfig(of), arguments: runSingleArguments(of) };
}

/**
 * The whole config.toml of a machine: one runner. `concurrent` says how many jobs it runs at once, each by a `run-single` of
 * its own, which heeds no such key.
 *
 * TOML's 1.0 is one number with 1 here and is written as 1: GitLab Runner reads it as either.
 * https://docs.gitlab.com/runner/configuration/advanced-configuration/
 */
export function machineConfig(of: MachineRunner): string {
  const { runner, gitlabUrl, machineName, places, runnerId, token, cacheBucket } = of;
  const cache = machineCache(runner, cacheBucket);
  const entry = {
    name: machineName,
    url: gitlabUrl,
    id: runnerId,
    token,
    executor: 'docker',
    ...passedOn(runner.passedOn),
    ...(cache !== undefined && { cache }),
  };
  return stringify({ concurrent: places, check_interval: 0, runners: [entry] });
}

/**
 * Not `--shutdown-timeout`, though it is listed: gitlab-runner panics on it at its start, from 15.11 on
 * (`reflect.Value.SetInt using value obtained using unexported field`). Its default, 30 s, is right here.
 * https://docs.gitlab.com/runner/commands/#gitlab-runner-run-single
 */
export function runSingleArguments({
  runner,
  machineName,
}: Pick<MachineRunner, 'runner' | 'machineName'>): string[] {
  return [
    ...['--runner', machineName],
    ...['--max-builds', `${runner.machine.maxBuilds}`],
    ...['--wait-timeout', `${waitTimeout(runner)}`],
  ];
}

/**
 * Seconds without a job after which a machine ends by itself: its last resort when nobody manages it any more.
 * So it is well beyond every IdleTime, after which a machine is removed in the usual way. But where an IdleCount
 * holds, a machine may stand ready for longer than any IdleTime, and ending it means to launch another in its
 * place: there, it waits a day longer and not an hour.
 */
export function waitTimeout({ machine }: RunnerSettings): number {
  const all = [machine.idle, ...machine.periods];
  const longest = Math.max(...all.map(({ idleTime }) => idleTime));
  return longest + (all.some(({ idleCount }) => idleCount > 0) ? DAY : HOUR);
}

function passedOn(entry: TomlTable): TomlTable {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !NOT_PASSED_ON.includes(key)));
}
