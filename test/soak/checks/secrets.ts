import type { Check } from './breach.ts';

/** What GitLab's tokens of runners and jobs begin with. */
const TOKEN = 'glrt-|glcbt-';

/** Rule 8: no secret is in the table, in a log line, or in what EC2 is told. */
export const secrets: Check = ({ world, report }) => {
  /** Records are told of again and again, and nobody can change them. */
  const innocent = new WeakSet<object>();
  let secret: RegExp | undefined;
  const isSecret = (text: string): boolean => {
    // The world's are of letters and digits.
    secret ??= new RegExp([TOKEN, ...world().secrets].join('|'));
    return secret.test(text);
  };
  const isIn = (told: unknown): boolean => {
    if (typeof told === 'string') return isSecret(told);
    if (typeof told !== 'object' || told === null || innocent.has(told)) return false;
    const parts: readonly unknown[] = Object.values(told);
    if (Object.keys(told).some(isSecret) || parts.some(isIn)) return true;
    if (Object.isFrozen(told)) innocent.add(told);
    return false;
  };
  const look = (where: string, told: unknown): void => {
    if (isIn(told)) report(8, `a secret is in ${where}`);
  };
  return {
    onLog: (_, message, fields) => look(`the log line "${message}"`, { message, fields }),
    onCall: ({ port, method, args }) => {
      if (port !== 'gitlab') look(`a call of ${port}.${method}`, args);
    },
  };
};
