import type { Log, LogFields } from './log.ts';

/**
 * Runs one action so that its failure stops no other: the failure is logged with its reason, and what was to be
 * done is decided again at the next tick. Undefined if it failed.
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
