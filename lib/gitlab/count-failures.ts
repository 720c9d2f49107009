import { reasonOf } from '../scaler/calls/attempt.ts';
import type { GitLab } from '../scaler/ports/gitlab.ts';
import type { Metrics } from '../scaler/ports/metrics.ts';

type Method = (...args: readonly unknown[]) => Promise<unknown>;

/** The same GitLab, each of whose failures is counted. */
export function countFailures(gitlab: GitLab, metrics: Pick<Metrics, 'count'>): GitLab {
  const counted =
    (method: Method): Method =>
    async (...args) => {
      try {
        return await method(...args);
      } catch (error) {
        metrics.count('GitLabFailures', { reason: reasonOf(error) });
        throw error;
      }
    };
  const methods = Object.entries(gitlab as unknown as Readonly<Record<string, Method>>);
  return Object.fromEntries(methods.map(([name, method]) => [name, counted(method)])) as unknown as GitLab;
}
