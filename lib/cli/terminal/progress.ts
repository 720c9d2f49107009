import spinner from 'yocto-spinner';

/** What is over before this many milliseconds needs no progress. */
const PATIENCE_MS = 2000;

/** Says on a terminal what is being waited for, once it takes more than two seconds. */
export async function withProgress<T>(what: string, work: Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work;
  const shown = spinner({ text: what });
  const timer = setTimeout(() => shown.start(), PATIENCE_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    if (shown.isSpinning) shown.clear().stop();
  }
}
