import * as v from 'valibot';
import { duration, explainObject, factor, periods, places, timezone, truth, wholeNumber } from './fields.ts';
import { ignored, key } from './key-text.ts';

const Policy = v.strictObject(
  {
    periods: key(periods, 'as Periods; the last entry whose period holds counts', ['* * * * *']),
    timezone: key(timezone, 'as Timezone', 'UTC', 'the manager’s own, if it is not set'),
    idle_count: key(wholeNumber(0), 'as IdleCount; where scale_factor is set, as IdleCountMin', 0),
    idle_time: key(duration, 'as IdleTime, in seconds', '0s'),
    scale_factor: key(factor, 'as IdleScaleFactor', 0),
    scale_factor_limit: key(wholeNumber(0), 'as IdleCount, where scale_factor is set', 0),
    preemptive_mode: v.optional(
      v.pipe(
        truth,
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
  capacity_per_instance: key(
    places,
    'jobs that a machine runs at once: idle_count, scale_factor and concurrent count jobs, max_instances and limit machines; all places of a machine share max_use_count',
    1,
  ),
  max_use_count: key(wholeNumber(0), 'as MaxBuilds', 0),
  max_instances: key(wholeNumber(0), 'as limit; where limit is set too, the lower one counts', 0),
  policy: v.optional(v.array(Policy, 'must be a list of tables: [[runners.autoscaler.policy]]'), []),
});

export type AutoscalerEntry = v.InferOutput<typeof Autoscaler>;
export type PolicyEntry = v.InferOutput<typeof Policy>;
