import * as v from 'valibot';
import { honoured } from './key-text.ts';

/** What a machine of a burstable type does when its credits are used up. */
type CpuCredits = 'standard' | 'unlimited';

/**
 * Standard is what AWS recommends for spot machines that are used at once and for a short time: they have no idle time to
 * earn credits in, so that unlimited ones are charged for all that they use beyond the baseline.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/how-spot-instances-work.html#burstable-spot-instances
 */
export const DEFAULT_CREDITS: CpuCredits = 'standard';

const EXPECTED = 'must be "standard" or "unlimited"';

export const cpuCredits = v.optional(
  v.pipe(
    v.string(EXPECTED),
    v.regex(/^(standard|unlimited)$/, EXPECTED),
    v.transform((credits) => credits as CpuCredits),
    honoured(
      `of t2, t3, t3a and t4g: "standard" holds a job to the type’s share of the CPU once credits are used up, "unlimited" charges for more; default: "${DEFAULT_CREDITS}"`,
    ),
  ),
);
