import type { RunnerSettings, Settings } from '../../config/settings.ts';
import { mostAtOnce } from '../most-at-once.ts';
import { type Rule, withRule } from './holding-rules.ts';

/** An instance type to try. */
export interface TriedType {
  readonly name: string;
  /** How long jobs take on it, compared with the type that they ran on: 0.7 = 30 % less. */
  readonly factor: number;
}

/** Settings to try. */
export interface Candidate {
  readonly idleCount: number;
  readonly idleTime: number;
  /** None: the type of config.toml. */
  readonly type?: TriedType;
}

const IDLE_COUNTS = [0, 1, 2, 4, 8, 16];
const IDLE_TIMES = [60, 300, 900, 1800];

/** A grid. No IdleCount is above half of the machines that may exist at once: more would hardly be idle while jobs run. */
export function candidatesFor(settings: Settings, types: readonly TriedType[]): Candidate[] {
  const most = Math.max(1, Math.floor(mostAtOnce(settings) / 2));
  const counts = IDLE_COUNTS.filter((count) => count <= most);
  const tried: readonly (TriedType | undefined)[] = types.length === 0 ? [undefined] : types;
  return tried.flatMap((type) =>
    counts.flatMap((idleCount) =>
      IDLE_TIMES.map((idleTime) => ({ idleCount, idleTime, ...(type !== undefined && { type }) })),
    ),
  );
}

/**
 * config.toml with the candidate's values in the given rule of each runner; its other rules stay as they
 * are.
 */
export function settingsWith(settings: Settings, candidate: Candidate, rules: readonly Rule[]): Settings {
  const runners = settings.runners.map((runner, index) =>
    runnerWith(runner, candidate, rules[index] ?? 'base'),
  );
  return { ...settings, runners };
}

function runnerWith(
  runner: RunnerSettings,
  { idleCount, idleTime, type }: Candidate,
  rule: Rule,
): RunnerSettings {
  const instanceTypes = type === undefined ? runner.ec2.instanceTypes : ([type.name] as const);
  const tried = withRule(runner, rule, { idleCount, idleCountMin: 0, idleScaleFactor: 0, idleTime });
  return { ...tried, ec2: { ...runner.ec2, instanceTypes } };
}
