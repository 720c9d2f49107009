import { Presets, SingleBar } from 'cli-progress';

export interface ProgressBar {
  show(what: string, share: number): void;
  stop(): void;
}

/** On stderr: a bar where that is a terminal, elsewhere a line now and then of what takes long. */
export function progressBar(): ProgressBar {
  return process.stderr.isTTY ? bar() : lines();
}

/** Seconds from the start to the first line, and from one to the next. */
const LINE_EVERY = 20;

function lines(): ProgressBar {
  let last = performance.now();
  return {
    show(what, share) {
      const now = performance.now();
      if (now - last < LINE_EVERY * 1000) return;
      last = now;
      process.stderr.write(`${what}: ${Math.round(share * 100)} %\n`);
    },
    stop: () => undefined,
  };
}

function bar(): ProgressBar {
  const single = new SingleBar(
    {
      stream: process.stderr,
      format: '{what} {bar} {percentage}%',
      barsize: 40,
      // Ctrl-C ends the command on the spot: a terminal without cursor or wrapping would stay.
      hideCursor: false,
      linewrap: true,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  let isStarted = false;
  return {
    show(what, share) {
      const payload = { what: what.padEnd(20) };
      if (!isStarted) single.start(100, 0, payload);
      isStarted = true;
      single.update(Math.round(share * 100), payload);
    },
    stop: () => single.stop(),
  };
}
