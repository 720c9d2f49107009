/** How many futures are looked at: what happens in a quarter of them happens in four. */
export const FUTURES = 16;

/** How far apart durations of one job are: the standard deviation of their logarithm, where few are known. */
const SPREAD = 0.3;
/** A job that has run for longer than any before it goes on for about this part of its age. */
const LONGER = 0.15;

/**
 * One duration for each future, in no order: what was seen, and where little was, what may lie around it. They are drawn
 * by the future's number and not by chance, so that the same state brings the same decision.
 */
export function durations(seen: readonly number[], salt: number): number[] {
  const width = SPREAD / Math.sqrt(seen.length);
  return NORMAL.map((_, future) => {
    const known = seen[future % seen.length] ?? 0;
    return known * Math.exp(width * (NORMAL[placeOf(future, salt)] ?? 0));
  });
}

/** What is left of a job that has run for so long: only durations that are longer are still possible. */
export function remainders(all: readonly number[], salt: number, age: number): number[] {
  const possible = all.filter((duration) => duration > age);
  return all.map((duration, future) => {
    const known = duration > age ? duration : possible[future % possible.length];
    if (known !== undefined) return known - age;
    return age * LONGER * 2 * scattered(future, salt);
  });
}

/** Between 0 and 1, evenly spread over the futures; each salt has them in another order. */
function scattered(future: number, salt: number): number {
  return shareOf(placeOf(future, salt));
}

const placeOf = (future: number, salt: number): number => (future * 7 + salt * 5) % FUTURES;
const shareOf = (place: number): number => (place + 0.5) / FUTURES;

/** The value of a normal distribution below which is so much of it: Hastings' approximation, good to 0.0005. */
function normal(share: number): number {
  const tail = Math.min(share, 1 - share);
  const t = Math.sqrt(-2 * Math.log(tail));
  const value =
    t -
    (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
  return share < 0.5 ? -value : value;
}

/** By the place of a future: the values are few, and asked for often. */
const NORMAL: readonly number[] = Array.from({ length: FUTURES }, (_, place) => normal(shareOf(place)));
