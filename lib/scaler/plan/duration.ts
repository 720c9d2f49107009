import { some } from './some.ts';

const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];

/** Seconds as people say them, the same everywhere: `1.6 s`, `45 s`, `2 min 5 s`, `12 min`, `3 h 20 min`, `4 days`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 10 && seconds > whole) return `${seconds.toFixed(1)} s`;
  if (whole < 2 * MINUTE) return `${whole} s`;
  if (whole < 2 * HOUR) return two(whole, MINUTE, 'min', whole < 10 * MINUTE ? 's' : '');
  if (whole < 2 * DAY) return two(whole, HOUR, 'h', 'min');
  return some(Math.floor(whole / DAY), 'day');
}

/** So many of a unit, and of the next smaller one if it is told and not nothing. */
function two(seconds: number, unit: number, name: string, smaller: string): string {
  const rest = Math.floor((seconds % unit) / (unit / 60));
  return `${Math.floor(seconds / unit)} ${name}${smaller === '' || rest === 0 ? '' : ` ${rest} ${smaller}`}`;
}
