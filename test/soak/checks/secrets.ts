import type { Check } from './breach.ts';

/** What GitLab's tokens of runners and jobs begin with. */
const TOKEN = /glrt-|glcbt-/;

/** Rule 8: no secret is in the table, in a log line, or in what EC2 is told. */
export const secrets: Check = ({ world, report }) => {
  const look = (where: string, told: unknown): void => {
    const text = JSON.stringify(told) ?? '';
    const isFound = TOKEN.test(text) || world().secrets.some((secret) => text.includes(secret));
    if (isFound) report(8, `a secret is in ${where}`);
  };
  return {
    onLog: (_, message, fields) => look(`the log line "${message}"`, { message, fields }),
    onCall: ({ port, method, args }) => {
      if (port !== 'gitlab') look(`a call of ${port}.${method}`, args);
    },
  };
};
