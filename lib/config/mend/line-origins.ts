/** For each line of a changed text, from 1, the line that it was before. */
export type LineOrigins = readonly number[];

/**
 * Where each line of `after` stood in `before`. A new line has the origin of the line that it replaces.
 */
export function lineOrigins(before: string, after: string): LineOrigins {
  const old = before.split('\n');
  let next = 0;
  return after.split('\n').map((line) => {
    const found = old.indexOf(line, next);
    if (found >= 0) next = found + 1;
    return found >= 0 ? next : Math.min(next + 1, old.length);
  });
}
