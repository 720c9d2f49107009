import * as v from 'valibot';
import { explainObject, factor, periods, text, timezone, wholeNumber } from './fields.ts';

const EXPECTED_DURATION = 'must be a duration such as "20m0s"';

/** Go's durations, as seconds: "1h30m", "20m0s", "0s". https://pkg.go.dev/time#ParseDuration */
const duration = v.pipe(
  v.string(EXPECTED_DURATION),
  v.regex(/^(\d+(\.\d+)?(h|m|s|ms))+$/, EXPECTED_DURATION),
  v.transform(secondsOf),
);

const Policy = v.strictObject(
  {
    periods: v.optional(periods, ['* * * * *']),
    timezone: v.optional(timezone, 'UTC'),
    idle_count: v.optional(wholeNumber(0), 0),
    idle_time: v.optional(duration, '0s'),
    scale_factor: v.optional(factor, 0),
    scale_factor_limit: v.optional(wholeNumber(0), 0),
    preemptive_mode: v.optional(v.boolean('must be true or false')),
  },
  explainObject('[[runners.autoscaler.policy]]'),
);

/**
 * `[runners.autoscaler]` of the docker-autoscaler executor. What its plugin is told is not ours to use: it names
 * an Auto Scaling group, which there is none of here.
 * https://docs.gitlab.com/runner/configuration/advanced-configuration/#the-runnersautoscaler-section
 */
export const Autoscaler = v.looseObject({
  plugin: v.optional(text),
  capacity_per_instance: v.optional(v.literal(1, 'must be 1: a machine runs one job at a time'), 1),
  max_use_count: v.optional(wholeNumber(0), 0),
  max_instances: v.optional(wholeNumber(0), 0),
  policy: v.optional(v.array(Policy, 'must be a list of tables: [[runners.autoscaler.policy]]'), []),
});

export type AutoscalerEntry = v.InferOutput<typeof Autoscaler>;
export type PolicyEntry = v.InferOutput<typeof Policy>;

const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

function secondsOf(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (SECONDS[unit ?? ''] ?? 0), 0);
}
