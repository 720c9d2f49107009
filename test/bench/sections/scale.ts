import { openStore } from '../../../lib/aws/dynamodb/store.ts';
import { openEmbeddedTable, TABLE } from '../../../lib/local/world/embedded-table.ts';
import { aJob, aMachine, NOW, times } from '../../builders/state.ts';
import { meterTable } from '../dynamodb-meter.ts';
import type { Progress } from '../progress.ts';
import { type Burst, measureBurst } from './burst.ts';

/** How what is used grows with the jobs that are active at once, each on a machine. */
export interface Scale {
  readonly reads: readonly ReadFigure[];
  readonly bursts: readonly Burst[];
}

interface ReadFigure {
  readonly active: number;
  /** Read units of one reconcile's look at all that is active. */
  readonly readUnits: number;
  /** Reads of 1 MB, one after the other, that it takes. */
  readonly pages: number;
}

const MEASURED = 300;
const SIZES = [100, 1000, 10_000, 100_000];
const BURSTS = [100, 1000, 10_000];
const PAGE_UNITS = 2 ** 20 / 4096;

export async function measureScale(progress: Progress): Promise<Scale> {
  progress(`reading ${MEASURED} active jobs and machines`);
  const each = await unitsOfEach(MEASURED);
  const reads = SIZES.map((active) => {
    const readUnits = Math.ceil(active * each);
    return { active, readUnits, pages: Math.ceil(readUnits / PAGE_UNITS) };
  });
  const bursts: Burst[] = [];
  for (const jobs of BURSTS) bursts.push(await measureBurst(jobs, progress));
  return { reads, bursts };
}

/** Read units of a job that runs, and its machine: DynamoDB adds up what is read before it rounds. */
async function unitsOfEach(count: number): Promise<number> {
  const embedded = await openEmbeddedTable();
  try {
    const store = openStore({ client: embedded.client, table: TABLE, writer: 'reconcile' });
    for (const number of times(count, (one) => one)) {
      const id = 6_100_000_000 + number;
      const event = { ...aJob('running', id, { runnerId: number }), name: 'integration tests 3/8' };
      await store.record(event);
      await store.replaceJob({ ...event, revision: 1 });
      await store.machines.create({
        ...aMachine('Used', number, { jobIds: [id], counted: [id], since: NOW }),
        instanceId: `i-0${String(number).padStart(16, '0')}`,
        name: `gitlab-docker-machine-${NOW}-${String(number).padStart(8, '0')}`,
        spotRequestId: `sir-${String(number).padStart(8, '0')}`,
        reason: `it runs job ${id}`,
      });
    }
    const { use } = meterTable(embedded.client);
    const { machines, jobs } = await store.readActive();
    if (machines.length !== count || [...jobs].length !== count)
      throw new Error('not all records were written');
    return use.readUnits / count;
  } finally {
    await embedded.close();
  }
}
