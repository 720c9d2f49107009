import type { LogFields } from '../../lib/scaler/ports/log.ts';

/**
 * By which all lines about one thing are found, whichever function wrote them: a machine's name, else the job's id.
 * A line about both has the machine's, and the job's id as a field of its own.
 */
export function correlationOf({ machine, job }: LogFields): { readonly correlation_id?: string } {
  if (typeof machine === 'string') return { correlation_id: machine };
  return typeof job === 'number' ? { correlation_id: `job-${job}` } : {};
}
