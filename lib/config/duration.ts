const UNITS: Readonly<Record<string, number>> = {
  ...{ h: 3600, m: 60, s: 1, ms: 1e-3 },
  ...{ us: 1e-6, µs: 1e-6, μs: 1e-6, ns: 1e-9 },
};
const PART = /(\d+\.?\d*|\.\d+)(h|ms|us|µs|μs|ns|m|s)/g;

/**
 * Go's durations as seconds: "1h30m", "20m0s", ".5s", "0"; undefined if it is none, or less than nothing.
 * https://pkg.go.dev/time#ParseDuration
 */
export function secondsOf(text: string): number | undefined {
  const bare = text.replace(/^\+/, '');
  if (bare === '0') return 0;
  if (bare === '' || bare.replaceAll(PART, '') !== '') return undefined;
  return [...bare.matchAll(PART)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
}
