import type { LogFields } from '../../lib/scaler/ports/log.ts';

/**
 * The id by which people find all log lines about one thing, whichever function wrote them: a machine's name,
 * or else the job's id. A line about both has the machine's name here, and the job's id in a field of its own.
 */
export function correlationOf({ machine, job }: LogFields): { readonly correlation_id?: string } {
  if (typeof machine === 'string') return { correlation_id: machine };
  return typeof job === 'number' ? { correlation_id: `job-${job}` } : {};
}
