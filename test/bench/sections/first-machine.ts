import { aRunner, someSettings } from '../../builders/settings.ts';
import { deployMetered, PROJECT } from '../deployment.ts';
import { functionMemory } from '../function-memory.ts';
import type { Moment } from '../moment.ts';
import type { Progress } from '../progress.ts';
import { rounded, type Sample, sampleOf } from '../statistics.ts';

/**
 * From a job's webhook to the call that asks for its machine, on warm functions: milliseconds, if a processor as here were
 * shared as Lambda does, by the memory.
 */
export interface FirstMachine {
  /** The webhook's handler, its write included. */
  readonly webhook: Sample;
  /** The reconciler until it calls EC2, without what GitLab takes. */
  readonly reconcile: Sample;
  readonly together: Sample;
  /** Requests of GitLab's API before that call: the most of all runs. */
  readonly gitlabCalls: number;
}

/** Megabytes with which a function has one whole processor: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const PROCESSOR = 1769;

/** Runs that are not counted, until what is compiled is. */
const WARM_UP = 10;
const RUNS = 31;
/** Seconds from one job to the next: its machine is gone by then. */
const APART = 600;

/** One job after the other, each of which finds no machine. */
export async function measureFirstMachine(progress: Progress): Promise<FirstMachine> {
  progress(`asking for a first machine, ${RUNS} times`);
  const watch = new Watch();
  const deployment = await deployMetered(
    someSettings({ runners: [aRunner({ machine: { idle: { ...aRunner().machine.idle, idleTime: 0 } } })] }),
    (moment) => watch.note(moment),
  );
  try {
    for (let run = 0; run < WARM_UP + RUNS; run += 1) {
      watch.begin();
      deployment.gitlab.pipelines.push(PROJECT.id, [{ name: `job ${run}`, duration: 10 }]);
      await deployment.clock.advance(APART);
      await deployment.tick();
    }
  } finally {
    await deployment.close();
  }
  const memory = functionMemory(['webhook', 'reconcile']);
  const runs = watch.runs.slice(WARM_UP).map((run) => asInLambda(run, memory));
  return {
    webhook: sampleOf(runs.map(({ webhook }) => webhook)),
    reconcile: sampleOf(runs.map(({ reconcile }) => reconcile)),
    together: sampleOf(runs.map(({ webhook, reconcile }) => webhook + reconcile)),
    gitlabCalls: Math.max(...runs.map(({ gitlabCalls }) => gitlabCalls)),
  };
}

function asInLambda(run: Run, memory: ReadonlyMap<string, number>): Run {
  const inLambda = (name: 'webhook' | 'reconcile'): number =>
    run[name] / Math.min(1, (memory.get(name) ?? PROCESSOR) / PROCESSOR);
  return { ...run, webhook: inLambda('webhook'), reconcile: inLambda('reconcile') };
}

interface Run {
  readonly webhook: number;
  readonly reconcile: number;
  readonly gitlabCalls: number;
}

/** Takes the times from the webhook that wakes the reconciler to its first launch, of each run. */
class Watch {
  readonly runs: Run[] = [];
  #at = new Map<Moment, number>();
  #gitlab = 0;
  #gitlabCalls = 0;
  #isOver = true;

  begin(): void {
    this.#at = new Map();
    this.#gitlab = 0;
    this.#gitlabCalls = 0;
    this.#isOver = false;
  }

  note(moment: Moment): void {
    if (this.#isOver) return;
    const now = performance.now();
    // The webhook before it tells of the job as it is created; a reconcile before that has nothing to launch.
    if (moment === 'GitLab answered') this.#gitlab += now - (this.#at.get('GitLab asked') ?? now);
    if (moment === 'GitLab asked') this.#gitlabCalls += 1;
    if (moment === 'reconcile') [this.#gitlab, this.#gitlabCalls] = [0, 0];
    this.#at.set(moment, now);
    if (moment === 'launch') this.#end(now);
  }

  #end(now: number): void {
    const from = (moment: Moment): number => this.#at.get(moment) ?? now;
    this.#isOver = true;
    this.runs.push({
      webhook: rounded(from('webhook done') - from('webhook'), 3),
      reconcile: rounded(now - from('reconcile') - this.#gitlab, 3),
      gitlabCalls: this.#gitlabCalls,
    });
  }
}
