import type { Fault } from '../../../lib/simulation/faults/faults.ts';
import type { Check } from './breach.ts';

/** As the audit logs it. */
const FOUND = 'a job waits that no webhook told of';

/** Rule 10: a webhook that arrives is stored, whatever its figures. Only those that did not arrive leave the audit jobs to find. */
export const heard: Check = ({ world, report }) => {
  /** Jobs whose webhook came to harm on its way. */
  const harmed = new Set<number>();
  let lastHarm = Number.NEGATIVE_INFINITY;
  const note = ({ kind, where, at }: Fault): void => {
    const job = /^(?:webhook lost|webhook delayed)$/.test(kind) && /^pending of job (\d+)$/.exec(where);
    if (job) harmed.add(Number(job[1]));
    else if (kind === 'GitLab down' || where.startsWith('webhook at ')) lastHarm = at;
  };
  return {
    onFault: note,
    onLog: (_, message, fields) => {
      const id = Number(fields?.['job']);
      if (message !== FOUND || harmed.has(id)) return;
      const { gitlab } = world();
      const { queuedAt = 0, projectId = 0 } = gitlab.jobs.find(id) ?? {};
      if (gitlab.projects.find(projectId)?.withoutHook) return;
      // GitLab may have been down for five minutes, or the call of a function come to harm, when the job began to wait.
      if (queuedAt - lastHarm > 300)
        report(10, `the webhook of job ${id} arrived, and it was left to the audit`);
    },
  };
};
