import { SimulatedMachine } from '../../../lib/simulation/machine.ts';
import type { Orders, TakenJob } from '../../../lib/simulation/run-single.ts';
import { VirtualClock } from '../../../lib/simulation/virtual-clock.ts';
import { NOW } from '../../builders/state.ts';

type Wake = () => void;

/** One machine, and the job that waits for it. `isWoken`: it is told when a job waits, and does not poll before. */
function aMachine({ isWoken, ...limits }: Partial<Orders> & { readonly isWoken: boolean }) {
  const clock = new VirtualClock(NOW);
  const events: string[] = [];
  const note = (what: string) => events.push(`${what} at ${clock.now() - NOW}`);
  let waiting: TakenJob | undefined;
  let wake: Wake | undefined;
  let polls = 0;
  const untilAJobWaits = (called: Wake): Wake => {
    wake = called;
    return () => undefined;
  };
  const orders: Orders = {
    places: 1,
    maxBuilds: 0,
    waitTimeout: 100,
    ...limits,
    gitlab: {
      ...(isWoken && { untilAJobWaits }),
      requestJob: async () => {
        polls += 1;
        const job = waiting;
        waiting = undefined;
        if (job === undefined) return { kind: 'NoJob' };
        note('started');
        return { kind: 'Given', job };
      },
      accept: async () => 'Running',
      trace: async () => 'Running',
      finish: async () => {
        note('finished');
        return 'Done';
      },
    },
  };
  new SimulatedMachine({
    scheduler: clock,
    register: async () => orders,
    powerOff: () => note('off'),
  });
  const give = (seconds: number, duration: number) =>
    clock.after(seconds, () => {
      waiting = { id: 1, token: 'token', duration };
      const called = wake;
      wake = undefined;
      called?.();
    });
  return { clock, events, give, polls: () => polls };
}

describe.each([
  ['that polls', false],
  ['that is woken', true],
])('a machine %s', (_, isWoken) => {
  test('takes a job at its next poll', async () => {
    const { clock, events, give } = aMachine({ isWoken });
    give(10.5, 20);
    await clock.advance(60);
    expect(events).toEqual(['started at 11', 'finished at 31']);
  });

  test('takes a job that waits when another has ended', async () => {
    const { clock, events, give } = aMachine({ isWoken });
    give(10, 20);
    give(15, 5);
    await clock.advance(60);
    expect(events).toEqual(['started at 11', 'finished at 31', 'started at 31', 'finished at 36']);
  });

  test('is off after its wait-timeout', async () => {
    const { clock, events, give } = aMachine({ isWoken });
    give(10.5, 20);
    await clock.advance(500);
    expect(events).toEqual(['started at 11', 'finished at 31', 'off at 133']);
  });

  test('is off after its last build', async () => {
    const { clock, events, give } = aMachine({ isWoken, maxBuilds: 1 });
    give(10.5, 20);
    await clock.advance(500);
    expect(events).toEqual(['started at 11', 'finished at 31', 'off at 31']);
  });
});

test('a machine that is woken asks only when a job waits', async () => {
  const { clock, give, polls } = aMachine({ isWoken: true, waitTimeout: 10_000 });
  give(3000, 20);
  await clock.advance(5000);
  expect(polls()).toBe(3);
});
