import type { RunnerSettings, Settings } from '../config/settings.ts';
import { BASTIONLESS } from './names.ts';
import type { SystemResult } from './report/result.ts';
import type { Progress } from './run.ts';
import { type Scenario, simulate } from './systems.ts';
import { holdingRules, idleCountOf, withRule } from './tune/holding-rules.ts';

/** The same jobs with more of what they waited for. */
export interface OneMore {
  /** For people: `concurrent = 20`. */
  readonly change: string;
  readonly result: SystemResult;
}

/** Simulates us again, with more machines at once if there were too few, or else with one more that stands ready. */
export async function oneMore(
  scenario: Scenario,
  { longWaits }: SystemResult,
  onProgress?: Progress,
): Promise<OneMore> {
  const isFull = longWaits.capacity > longWaits.boot + longWaits.period;
  const { change, settings } = isFull ? twice(scenario.settings) : oneMoreReady(scenario);
  const { result } = await simulate(BASTIONLESS, { ...scenario, settings }, onProgress);
  return { change, result };
}

function twice(settings: Settings): { change: string; settings: Settings } {
  const concurrent = 2 * settings.concurrent;
  const runners = settings.runners.map(withTwiceTheLimit);
  const limits = runners.some(({ limit }) => limit > 0) ? ' and twice the limit' : '';
  return { change: `concurrent = ${concurrent}${limits}`, settings: { ...settings, concurrent, runners } };
}

/** 0 stays: it is no limit. */
function withTwiceTheLimit({ limit, entry, ...others }: RunnerSettings): RunnerSettings {
  return { ...others, limit: 2 * limit, entry: { ...entry, limit: 2 * entry.limit } };
}

function oneMoreReady({ settings, workload }: Scenario): { change: string; settings: Settings } {
  const rules = holdingRules(settings, workload);
  const runners = settings.runners.map((runner, index) => {
    const rule = rules[index] ?? 'base';
    return withRule(runner, rule, { idleCount: idleCountOf(runner, rule) + 1 });
  });
  const [runner] = settings.runners;
  const [rule = 'base'] = rules;
  const where = rule === 'base' ? '' : ' in the period in which most jobs come';
  const count = runner === undefined ? 1 : idleCountOf(runner, rule) + 1;
  return { change: `IdleCount = ${count}${where}`, settings: { ...settings, runners } };
}
