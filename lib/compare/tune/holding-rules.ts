import type { RunnerSettings, Settings } from '../../config/settings.ts';
import { idlePolicyAt } from '../../scaler/plan/idle/idle-policy.ts';
import { sumOf } from '../../scaler/state/sum.ts';
import type { Workload } from '../workloads/workload.ts';

/** One of a runner's idle rules: its base values, or those of a period, by its place. */
export type Rule = 'base' | number;

/** For each runner the rule that holds when most jobs come. */
export function holdingRules({ runners }: Settings, workload: Workload): readonly Rule[] {
  const counts = runners.map(() => new Map<Rule, number>());
  for (const { createdAt, stages } of workload.pipelines()) {
    const jobs = sumOf(stages, (stage) => stage.jobs.length);
    runners.forEach((runner, index) => {
      const rule = ruleAt(runner, createdAt);
      counts[index]?.set(rule, (counts[index]?.get(rule) ?? 0) + jobs);
    });
  }
  return counts.map((of) => [...of].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? 'base');
}

function ruleAt({ machine }: RunnerSettings, at: number): Rule {
  const { period } = idlePolicyAt(machine, at);
  if (period === null) return 'base';
  return machine.periods.findLastIndex(({ periods }) => periods.includes(period));
}

/** The runner with these values in that rule. */
export function withRule(
  runner: RunnerSettings,
  rule: Rule,
  values: Partial<RunnerSettings['machine']['idle']>,
): RunnerSettings {
  const { idle, periods } = runner.machine;
  const machine =
    rule === 'base'
      ? { ...runner.machine, idle: { ...idle, ...values } }
      : {
          ...runner.machine,
          periods: periods.map((period, place) => (place === rule ? { ...period, ...values } : period)),
        };
  return { ...runner, machine };
}

export function idleCountOf({ machine: { idle, periods } }: RunnerSettings, rule: Rule): number {
  return (rule === 'base' ? idle : periods[rule])?.idleCount ?? 0;
}
