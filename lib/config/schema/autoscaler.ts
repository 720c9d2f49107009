import * as v from 'valibot';
import { explainObject, factor, periods, text, timezone, wholeNumber } from './fields.ts';
import { honoured, ignored, translated } from './key-text.ts';

const EXPECTED_DURATION = 'must be a duration such as "20m0s"';

/** Go's durations, as seconds: "1h30m", "20m0s", "0s". https://pkg.go.dev/time#ParseDuration */
const duration = v.pipe(
  v.string(EXPECTED_DURATION),
  v.regex(/^(\d+(\.\d+)?(h|m|s|ms))+$/, EXPECTED_DURATION),
  v.transform(secondsOf),
);

export const NO_PLUGIN = 'because machines are launched without an Auto Scaling group or a plugin';

const Policy = v.strictObject(
  {
    periods: v.optional(v.pipe(periods, translated('to Periods; the last entry whose period holds counts')), [
      '* * * * *',
    ]),
    timezone: v.optional(
      v.pipe(timezone, translated('to Timezone', 'the manager’s own, if it is not set')),
      'UTC',
    ),
    idle_count: v.optional(
      v.pipe(wholeNumber(0), translated('to IdleCount; where scale_factor is set, to IdleCountMin')),
      0,
    ),
    idle_time: v.optional(v.pipe(duration, translated('to IdleTime, in seconds')), '0s'),
    scale_factor: v.optional(v.pipe(factor, translated('to IdleScaleFactor')), 0),
    scale_factor_limit: v.optional(
      v.pipe(wholeNumber(0), translated('to IdleCount, where scale_factor is set')),
      0,
    ),
    preemptive_mode: v.optional(
      v.pipe(
        v.boolean('must be true or false'),
        ignored(
          'because a job that waits always asks for a machine',
          'are jobs taken before there is capacity?',
        ),
      ),
    ),
  },
  explainObject('[[runners.autoscaler.policy]]'),
);

/**
 * `[runners.autoscaler]` of the docker-autoscaler executor. What its plugin is told is not ours to use: it names
 * an Auto Scaling group, which there is none of here.
 * https://docs.gitlab.com/runner/configuration/advanced-configuration/#the-runnersautoscaler-section
 */
export const Autoscaler = v.looseObject({
  plugin: v.optional(v.pipe(text, ignored(NO_PLUGIN, 'the fleeting plugin'))),
  capacity_per_instance: v.optional(
    v.pipe(
      v.literal(1, 'must be 1: a machine runs one job at a time'),
      honoured('a machine runs one job at a time', 'jobs that a machine runs at once'),
    ),
    1,
  ),
  max_use_count: v.optional(v.pipe(wholeNumber(0), translated('to MaxBuilds')), 0),
  max_instances: v.optional(
    v.pipe(wholeNumber(0), translated('to limit; where limit is set too, the lower one counts')),
    0,
  ),
  policy: v.optional(v.array(Policy, 'must be a list of tables: [[runners.autoscaler.policy]]'), []),
});

export type AutoscalerEntry = v.InferOutput<typeof Autoscaler>;
export type PolicyEntry = v.InferOutput<typeof Policy>;

const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

function secondsOf(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (SECONDS[unit ?? ''] ?? 0), 0);
}
