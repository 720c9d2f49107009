import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Progress } from '../progress.ts';

/** What `simulate` takes for bastionless itself, without its start. */
export interface Simulating {
  /** Jobs come in office hours, and find machines. */
  readonly office: SimulateFigure;
  /** Thousands of jobs wait for ten machines. */
  readonly backlog: SimulateFigure;
}

export interface SimulateFigure {
  readonly jobs: number;
  /** The processor's own time. */
  readonly cpuMsAJob: number;
  /** At most, of the whole process. */
  readonly megabytes: number;
}

export type SimulateCase = keyof Simulating;

/** Each in a process of its own, whose memory is nobody else's. */
export async function measureSimulating(progress: Progress): Promise<Simulating> {
  return { office: await measure('office', progress), backlog: await measure('backlog', progress) };
}

async function measure(which: SimulateCase, progress: Progress): Promise<SimulateFigure> {
  progress(`simulating jobs: ${which}`);
  const child = fork(new URL('../simulate-process.ts', import.meta.url), [which], {
    stdio: 'inherit',
    // As package.json starts the command: V8 keeps less garbage.
    execArgv: ['--max-semi-space-size=16'],
  });
  const [figure] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`simulating ended with ${code}`))),
  ]);
  return figure as SimulateFigure;
}
