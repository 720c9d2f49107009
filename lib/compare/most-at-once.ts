import type { Settings } from '../config/settings.ts';

/** The machines that config.toml lets exist at once: within `concurrent` and each runner's `limit`. */
export function mostAtOnce({ concurrent, runners }: Settings): number {
  const limits = runners.map(({ limit }) => (limit === 0 ? concurrent : limit));
  return Math.min(
    concurrent,
    limits.reduce((sum, limit) => sum + limit, 0),
  );
}
