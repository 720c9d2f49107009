import type { Log, LogFields } from '../ports/log.ts';

/**
 * Runs one action whose failure must not stop the others. The failure is logged with its reason, and the next
 * tick decides again. Undefined if it failed.
 */
export async function attempt<T>(
  log: Log,
  what: string,
  fields: LogFields,
  action: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    log.error(`${what} failed`, { ...fields, reason: reasonOf(error) });
    return undefined;
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
