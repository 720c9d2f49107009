import type { Matcher } from './matcher.ts';

const FIRST = 1970;
const LAST = 2099;

/** The field for years, 1970-2099, which cron-parser does not have: `*`, `2026`, `2026-2028`, `2026/2`, lists. */
export function yearsMatcher(field: string): Matcher {
  if (field === '*' || field === '?') return () => true;
  const years = new Set(field.split(',').flatMap(yearsOf));
  return (local) => years.has(local.year);
}

function yearsOf(item: string): number[] {
  const match = /^(?:\*|(\d{4})(?:-(\d{4}))?)(?:\/(\d{1,3}))?$/.exec(item);
  if (match === null) throw new Error(`"${item}" is not a year: write 1970-2099, *, lists, ranges or steps`);
  const [, from, to, step] = match;
  const first = Number(from ?? FIRST);
  const last = Number(to ?? (from === undefined || step !== undefined ? LAST : first));
  const by = Number(step ?? 1);
  if (first < FIRST || last > LAST || first > last || by < 1) {
    throw new Error(`"${item}" is not within the years ${FIRST}-${LAST}`);
  }
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by);
}
