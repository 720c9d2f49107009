import { Presets, SingleBar } from 'cli-progress';

export interface ProgressBar {
  show(what: string, share: number): void;
  stop(): void;
}

/** A bar on stderr while it is a terminal; elsewhere nothing. */
export function progressBar(): ProgressBar {
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: '{what} {bar} {percentage}%',
      barsize: 40,
      hideCursor: true,
      clearOnComplete: true,
      noTTYOutput: false,
    },
    Presets.shades_classic,
  );
  let isStarted = false;
  return {
    show(what, share) {
      const payload = { what: what.padEnd(20) };
      if (!isStarted) bar.start(100, 0, payload);
      isStarted = true;
      bar.update(Math.round(share * 100), payload);
    },
    stop: () => bar.stop(),
  };
}
