import { CronExpressionParser } from 'cron-parser';
import type { DateTime } from 'luxon';

/** Does a wall-clock time match? */
export type Matcher = (local: DateTime) => boolean;

const NAMES = /\b(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)[A-Z]*/g;

/**
 * A matcher for six fields (second first, no year). The wall clock is given to cron-parser as if it were UTC:
 * so a night of daylight saving has no hour that counts twice or is left out by anyone but the clock itself.
 * Throws Error if a field is not in the dialect.
 */
export function cronMatcher(sixFields: string): Matcher {
  const fields = sixFields
    .toUpperCase()
    .replace(NAMES, (_, name: string) => name)
    .replace(/-SUN\b/g, '-7');
  // cron-parser's own "H", a random value, is not in the dialect.
  if (/H/.test(fields.replace(NAMES, ''))) throw new Error('H has no meaning here');
  const expression = CronExpressionParser.parse(fields, { tz: 'UTC' });
  return (local) => expression.includesDate(new Date(local.toMillis() + 60_000 * local.offset));
}
