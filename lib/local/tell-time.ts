import type { Recorder } from './dashboard/recorder.ts';

const USUALLY_MS = 5000;
const WHILE_JUMPING_MS = 200;

/** Tells those who watch what time it is, often enough for their own clocks. Answers with what ends that. */
export function tellTime(recorder: Recorder, isJumping: () => boolean): () => void {
  let last = Date.now();
  const timer = setInterval(() => {
    if (Date.now() - last < USUALLY_MS && !isJumping()) return;
    last = Date.now();
    recorder.mentionTime();
  }, WHILE_JUMPING_MS);
  return () => clearInterval(timer);
}
