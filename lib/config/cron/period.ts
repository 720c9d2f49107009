import type { DateTime } from 'luxon';
import { daysMatcher } from './days.ts';
import { cronMatcher, type Matcher } from './matcher.ts';
import { yearsMatcher } from './years.ts';

/**
 * A period of time written as a cron expression in GitLab Runner's dialect, which is gorhill/cronexpr's:
 * 5, 6 or 7 fields. Seven are second minute hour day-of-month month day-of-week year; of six the last is
 * the YEAR. https://docs.gitlab.com/runner/configuration/autoscale/#periods-syntax
 *
 * Upstream a period holds while its next match is less than a second away, so one of 5 fields holds for one
 * second a minute. Here a period of 7 fields holds for each second that matches, one of 5 or 6 fields
 * for the whole of each minute that matches.
 */
export interface Period {
  readonly expression: string;
  /** It holds for the whole of a minute, or for none of it. */
  readonly isOfMinutes: boolean;
  /** Does it hold at this wall-clock time? */
  holdsAt(local: DateTime): boolean;
}

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 0 1 1 * *',
  '@annually': '0 0 0 1 1 * *',
  '@monthly': '0 0 0 1 * * *',
  '@weekly': '0 0 0 * * 0 *',
  '@daily': '0 0 0 * * * *',
  '@hourly': '0 0 * * * * *',
};

/** Throws Error that says which field is wrong. */
export function parsePeriod(expression: string): Period {
  const fields = fieldsOf(expression);
  const matchers: Matcher[] = [
    cronMatcher(`${fields.second} ${fields.minute} ${fields.hour} * ${fields.month} *`),
    daysMatcher(fields.dayOfMonth, fields.dayOfWeek),
    yearsMatcher(fields.year),
  ];
  return {
    expression,
    isOfMinutes: fields.second === '*' || fields.second === '?',
    holdsAt: (local) => matchers.every((matches) => matches(local)),
  };
}

/** What is wrong with the expression; undefined if nothing is. */
export function checkPeriod(expression: string): string | undefined {
  try {
    parsePeriod(expression);
    return undefined;
  } catch (error) {
    return `"${expression}" is not a valid period: ${whyNot((error as Error).message)}`;
  }
}

/** What cron-parser says, in our words. */
const WORDS: readonly (readonly [said: RegExp, means: (part: string, range: string) => string])[] = [
  // Upstream such a range is empty, and gitlab-runner ends with a panic over the period, or it never holds.
  [/^Invalid range: (\S+), min/, (range) => `${range} goes over the end: write two ranges, as 22-23,0-6`],
  [/^Invalid range: (\S+)/, (range) => `"${range}" is not a range`],
  [/got (?:range|value) \S*NaN/, () => 'a range must be of two numbers or names'],
  [/got (?:range|value) (\S+) expected range (\S+)/, (part, range) => `${part} is outside ${range}`],
  [/cannot resolve alias "(.+)"/, (name) => `"${name}" is not a month or a day of the week`],
  [/Invalid characters, got value: (.+)/, (part) => `"${part.toLowerCase()}" is not understood`],
  [/cannot repeat at every/, () => 'a step must be 1 or more'],
  [/Invalid list value/, () => 'a part of a list is empty'],
  [/occurrence number/, () => 'after # there must be 1 to 5'],
];

function whyNot(message: string): string {
  for (const [said, means] of WORDS) {
    const [whole, part = '', range = ''] = said.exec(message) ?? [];
    if (whole !== undefined) return means(part, range);
  }
  return message;
}

interface Fields {
  readonly second: string;
  readonly minute: string;
  readonly hour: string;
  readonly dayOfMonth: string;
  readonly month: string;
  readonly dayOfWeek: string;
  readonly year: string;
}

function fieldsOf(expression: string): Fields {
  const written = expression.trim();
  const macro = MACROS[written.toLowerCase()];
  if (written.startsWith('@') && macro === undefined) {
    throw new Error(`known names are ${Object.keys(MACROS).join(', ')}`);
  }
  const parts = (macro ?? written).split(/\s+/).filter((part) => part !== '');
  if (parts.length < 5 || parts.length > 7) {
    throw new Error(`it must have 5, 6 (the last is the year) or 7 fields (it has ${parts.length})`);
  }
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = '*'] =
    parts.length === 7 ? parts.slice(1) : parts;
  const second = parts.length === 7 ? (parts[0] ?? '') : '*';
  return { second, minute, hour, dayOfMonth, month, dayOfWeek, year };
}
