import type { Check } from './breach.ts';

/** Rule 10: what belongs to another deployment on the same GitLab, or to people, is never touched. */
export const others: Check = ({ foreign, report }) => ({
  onCall: ({ port, method, args: [id] }) => {
    if (port !== 'gitlab' || (method !== 'pauseRunner' && method !== 'deleteRunner')) return;
    if (foreign.has(Number(id)))
      report(10, `${method} is called for runner ${id}, which is another deployment's`);
  },
});
