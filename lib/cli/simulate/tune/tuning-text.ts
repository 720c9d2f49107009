import type { Candidate } from '../../../compare/tune/candidates.ts';
import type { Rule } from '../../../compare/tune/holding-rules.ts';
import type { Tried, Tuning } from '../../../compare/tune/tune.ts';
import type { RunnerSettings } from '../../../config/settings.ts';
import { duration } from '../../../scaler/plan/duration.ts';
import { table } from '../../terminal/table.ts';
import { dollars } from '../figures.ts';
import { aMonthOf } from '../figures-table.ts';

/** The unbeaten settings, and those to take, for a terminal. */
export function showTuning(tuning: Tuning): string {
  const { scenario, tried, best, cheapest } = tuning;
  const rows = best.map((each) => [
    each === cheapest ? '→' : '',
    ...candidateCells(each.candidate),
    duration(each.result.waitSeconds.p50),
    duration(each.result.waitSeconds.p95),
    dollars(aMonthOf(each.result.cost.total, scenario.workload)),
  ]);
  return [
    scenario.workload.title,
    `${tried.length} settings tried; these are beaten by none in both cost and wait:`,
    '',
    table(['', 'IdleCount', 'IdleTime', 'type', 'half wait', '95 % wait', 'a month'], rows),
    '',
    ...verdict(tuning),
  ].join('\n');
}

export function candidateCells({ idleCount, idleTime, type }: Candidate): string[] {
  return [`${idleCount}`, `${idleTime}`, type?.name ?? 'as it is'];
}

function verdict(tuning: Tuning): string[] {
  const { p95, best, cheapest, scenario } = tuning;
  if (cheapest !== undefined) {
    return [
      `The cheapest with 95 % of the jobs waiting ${duration(p95)} at most:`,
      '',
      tomlOf(cheapest, tuning),
    ];
  }
  const nearest = best.at(-1)?.result.waitSeconds.p95 ?? 0;
  const { concurrent } = scenario.settings;
  return [
    `None keeps 95 % of the jobs within ${duration(p95)}: the nearest has them wait ${duration(nearest)}.`,
    `What holds jobs back beside it is concurrent, ${concurrent}, the runners' limit, and the time that a machine boots.`,
  ];
}

/** A part of config.toml with the settings in it. */
export function tomlOf(
  { candidate }: Tried,
  { scenario, rules }: Pick<Tuning, 'scenario' | 'rules'>,
): string {
  return scenario.settings.runners
    .map((runner, index) => fragment(runner, candidate, rules[index] ?? 'base'))
    .join('\n');
}

function fragment(runner: RunnerSettings, candidate: Candidate, rule: Rule): string {
  const { entry } = runner;
  return ['[[runners]]', `  name = ${JSON.stringify(entry.name)}`, ...keysOf(runner, candidate, rule)].join(
    '\n',
  );
}

function keysOf(runner: RunnerSettings, candidate: Candidate, rule: Rule): string[] {
  const { name, entry } = runner;
  if (name !== entry.name) return sizeKeys(runner, candidate);
  return entry.executor === 'docker-autoscaler'
    ? policyKeys(runner, candidate, rule)
    : machineKeys(runner, candidate, rule);
}

function machineKeys(
  { machine: { idle, periods } }: RunnerSettings,
  { idleCount, idleTime, type }: Candidate,
  rule: Rule,
): string[] {
  const { idleScaleFactor = 0 } = rule === 'base' ? idle : (periods[rule] ?? {});
  return [
    ...(rule === 'base'
      ? ['  [runners.machine]']
      : [
          '  # the period in which most jobs come: the base values are hidden by it',
          '  [[runners.machine.autoscaling]]',
          `    Periods = ${JSON.stringify(periods[rule]?.periods ?? [])}`,
        ]),
    `    IdleCount = ${idleCount}`,
    ...(idleScaleFactor === 0 ? [] : ['    IdleScaleFactor = 0']),
    `    IdleTime = ${idleTime}`,
    ...(type === undefined ? [] : [`    # in MachineOptions: "amazonec2-instance-type=${type.name}"`]),
  ];
}

/** Of docker-autoscaler, which has no values beside those of its policies. */
function policyKeys(
  { machine: { periods } }: RunnerSettings,
  { idleCount, idleTime, type }: Candidate,
  rule: Rule,
): string[] {
  const { idleScaleFactor = 0, periods: when = ['* * * * *'] } = rule === 'base' ? {} : (periods[rule] ?? {});
  return [
    rule === 'base'
      ? '  # before its other policies, of which none holds when most jobs come'
      : '  # the policy that holds when most jobs come',
    '  [[runners.autoscaler.policy]]',
    `    periods = ${JSON.stringify(when)}`,
    `    idle_count = ${idleCount}`,
    ...(idleScaleFactor === 0 ? [] : ['    scale_factor = 0.0']),
    `    idle_time = "${idleTime}s"`,
    ...(type === undefined
      ? []
      : [`  # in machine_options of [runners.bastionless]: "amazonec2-instance-type=${type.name}"`]),
  ];
}

function sizeKeys({ name, entry }: RunnerSettings, { idleCount, idleTime, type }: Candidate): string[] {
  const size = name.slice(entry.name.length + 1);
  return [
    `  [runners.bastionless.sizes.${/^[\w-]+$/.test(size) ? size : JSON.stringify(size)}]`,
    `    idle_count = ${idleCount}`,
    `    idle_time = ${idleTime}`,
    ...(type === undefined ? [] : [`    instance_types = ${JSON.stringify([type.name])}`]),
  ];
}

/** For programs. */
export function tuningJson({ tried, best, cheapest, p95 }: Tuning) {
  const shown = ({ candidate: { idleCount, idleTime, type }, result }: Tried) => ({
    ...{ idleCount, idleTime, type: type?.name ?? null },
    ...{ waitSeconds: result.waitSeconds, cost: result.cost.total, launched: result.launched },
  });
  return {
    p95,
    cheapest: cheapest === undefined ? null : shown(cheapest),
    best: best.map(shown),
    tried: tried.map(shown),
  };
}
