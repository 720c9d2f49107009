import type { DateTime } from 'luxon';
import { cronMatcher, type Matcher } from './matcher.ts';

/**
 * The two fields for days. Where both are restricted either may match; a field that is `*` or `?` restricts
 * nothing. `15W` (the weekday nearest to the 15th, within its month) and `LW` (the month's last weekday) are
 * ours, since cron-parser does not know them.
 * https://github.com/gorhill/cronexpr#implementation
 */
export function daysMatcher(dayOfMonth: string, dayOfWeek: string): Matcher {
  const restrictions = [...dayOfMonthMatchers(dayOfMonth), ...dayOfWeekMatchers(dayOfWeek)];
  if (restrictions.length === 0) return () => true;
  return (local) => restrictions.some((matches) => matches(local));
}

const isOpen = (field: string): boolean => field === '*' || field === '?';

function dayOfWeekMatchers(field: string): Matcher[] {
  return isOpen(field) ? [] : [cronMatcher(`* * * * * ${field}`)];
}

function dayOfMonthMatchers(field: string): Matcher[] {
  if (isOpen(field)) return [];
  const days = field.toUpperCase().split(',');
  const byWeekday = days.filter((day) => day.endsWith('W'));
  const byDate = days.filter((day) => !day.endsWith('W'));
  const matchers = byWeekday.map(weekdayMatcher);
  return byDate.length === 0 ? matchers : [...matchers, cronMatcher(`* * * ${byDate.join(',')} * *`)];
}

function weekdayMatcher(day: string): Matcher {
  if (day === 'LW') return (local) => local.day === weekdayNearest(local, local.daysInMonth ?? 31);
  const wanted = Number(/^(\d{1,2})W$/.exec(day)?.[1] ?? Number.NaN);
  if (!(wanted >= 1 && wanted <= 31)) throw new Error(`"${day}" is not a day of the month`);
  return (local) => wanted <= (local.daysInMonth ?? 31) && local.day === weekdayNearest(local, wanted);
}

const SATURDAY = 6;
const SUNDAY = 7;

function weekdayNearest(local: DateTime, day: number): number {
  const { weekday } = local.set({ day });
  if (weekday === SATURDAY) return day === 1 ? 3 : day - 1;
  if (weekday === SUNDAY) return day === local.daysInMonth ? day - 2 : day + 1;
  return day;
}
