import type { PacedClock } from '../clock/paced-clock.ts';
import type { Recorder } from './recorder.ts';

const USUALLY_MS = 5000;
const WHILE_FAST_MS = 200;

/** Sends the time to those who watch, often enough for their own clocks. Returns a function that stops it. */
export function tellTime(recorder: Recorder, clock: Pick<PacedClock, 'speed' | 'isJumping'>): () => void {
  let last = Date.now();
  const timer = setInterval(() => {
    const isFast = clock.isJumping || clock.speed > 1;
    if (Date.now() - last < USUALLY_MS && !isFast) return;
    last = Date.now();
    recorder.mentionTime();
  }, WHILE_FAST_MS);
  return () => clearInterval(timer);
}
