import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { Settings } from '../../config/settings.ts';
import type { Clock } from '../../scaler/ports/clock.ts';
import { sameOriginOnly } from '../server/same-origin.ts';
import { eventStreams } from './event-stream.ts';
import { pageFiles } from './page-files.ts';
import { Reader, type ReadStore } from './reader.ts';
import { Recorder } from './recorder.ts';
import type { Snapshot } from './view.ts';

interface DeployedPageParts {
  readonly store: ReadStore;
  readonly settings: Settings;
  readonly clock: Clock;
  /** Names the deployment, beside our own name. */
  readonly title: string;
  readonly commands: Snapshot['commands'];
  /** Milliseconds from one reading of the table to the next. */
  readonly everyMs: number;
  /** Says why a reading failed. */
  readonly explain: (error: unknown) => string;
}

/**
 * The page of a deployment: it reads the table only while somebody watches, and changes nothing. Rejects if the table
 * cannot be read now.
 */
export async function deployedPage(parts: DeployedPageParts): Promise<Hono> {
  const { store, settings, clock, title, commands } = parts;
  const recorder = new Recorder({
    ...{ settings, clock, title, commands },
    hasControls: false,
    epoch: randomUUID().slice(0, 8),
    pace: () => ({ speed: 1, isJumping: false, webhooksToLose: 0 }),
  });
  const reader = new Reader(store, recorder, clock, settings);
  await reader.read();
  const api = new Hono();
  api.use(sameOriginOnly);
  api.get(
    '/events',
    eventStreams(recorder.feed, () => readAgainAndAgain(reader, recorder, parts)),
  );
  return new Hono().route('/', pageFiles()).route('/api', api);
}

/** Returns a function that stops it. */
function readAgainAndAgain(
  reader: Reader,
  recorder: Recorder,
  { everyMs, explain }: DeployedPageParts,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const readOnce = async (): Promise<void> => {
    const trouble = await reader.read().then(() => null, explain);
    recorder.noteTrouble(trouble);
    recorder.mentionTime();
    if (!isOver) timer = setTimeout(readOnce, everyMs);
  };
  void readOnce();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
