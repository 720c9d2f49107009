import { answerOf } from '../../../../lib/simulation/api-gateway.ts';
import { VirtualClock } from '../../../../lib/simulation/clock/virtual-clock.ts';
import { type RegisterAnswer, SimulatedMachine } from '../../../../lib/simulation/machine/machine.ts';
import type { Orders } from '../../../../lib/simulation/machine/run-single.ts';
import type { Poll, TakenJob } from '../../../../lib/simulation/machine/runner-api.ts';
import { NOW } from '../../../builders/state.ts';

type Wake = () => void;

/** One machine, and the job that waits for it. `isWoken`: it is told when a job waits, and does not poll before. */
function aMachine({
  isWoken = false,
  answers = [],
  hearing = [],
  ...limits
}: Partial<Orders> & {
  readonly isWoken?: boolean;
  readonly answers?: RegisterAnswer[];
  readonly hearing?: boolean[];
} = {}) {
  const clock = new VirtualClock(NOW);
  const events: string[] = [];
  const note = (what: string) => events.push(`${what} at ${clock.now() - NOW}`);
  const waiting: TakenJob[] = [];
  let empty: Poll = { kind: 'NoJob' };
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
        const job = waiting.shift();
        if (job === undefined) return empty;
        note('started');
        return { kind: 'Given', job };
      },
      accept: async () => 'Running',
      trace: async () => 'Running',
      finish: async (_, { state }) => {
        note(state === 'success' ? 'finished' : 'aborted');
        return 'Done';
      },
    },
  };
  const machine = new SimulatedMachine({
    scheduler: clock,
    register: async () => {
      const answer = answers.shift() ?? orders;
      if (answer !== orders) note(`${answer}`);
      return answer;
    },
    report: async (reason) => {
      note(reason);
      return hearing.shift() ?? true;
    },
    powerOff: () => note('off'),
  });
  const give = (seconds: number, duration: number) =>
    clock.after(seconds, () => {
      waiting.push({ id: 1, token: 'token', duration });
      const called = wake;
      wake = undefined;
      called?.();
    });
  const forget = (seconds: number) =>
    clock.after(seconds, () => {
      empty = { kind: 'Forbidden' };
    });
  const notice = (seconds: number) => clock.after(seconds, () => machine.notice());
  const docker = (seconds: number, what: 'ends' | 'hangs') =>
    clock.after(seconds, () => (what === 'ends' ? machine.loseDocker() : machine.hangDocker()));
  return { clock, events, give, forget, notice, docker, polls: () => polls };
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

  test.each([
    ['idle: it ends', 13, ['off at 20']],
    ['before it has registered: it ends once its runner is watched', 1, ['off at 8']],
  ])('at a notice of EC2, %s', async (_, at, seen) => {
    const { clock, events, notice } = aMachine({ isWoken });
    notice(at);
    await clock.advance(100);
    expect(events).toEqual(seen);
  });

  test('at a notice of EC2 in a job ends with that, and takes no other', async () => {
    const { clock, events, give, notice } = aMachine({ isWoken });
    give(10, 20);
    give(15, 5);
    notice(20);
    await clock.advance(100);
    expect(events).toEqual(['started at 11', 'finished at 31', 'off at 31']);
  });
});

describe('a machine whose Docker', () => {
  const FAILED = 'Docker has failed';
  const SILENT = 'Docker does not answer any more';

  test.each<[string, 'ends' | 'hangs', number, string[]]>([
    [
      'ends in a job fails it, says why and is off',
      'ends',
      20,
      ['aborted at 20', `${FAILED} at 20`, 'off at 20'],
    ],
    [
      'ends when it has no job says why and is off',
      'ends',
      50,
      ['finished at 41', `${FAILED} at 50`, 'off at 50'],
    ],
    [
      'hangs in a job gives it up after 20 looks',
      'hangs',
      20,
      ['aborted at 120', `${SILENT} at 120`, 'off at 120'],
    ],
    [
      'hangs when it has no job ends after 3 looks',
      'hangs',
      50,
      ['finished at 41', `${SILENT} at 65`, 'off at 65'],
    ],
  ])('%s', async (_, what, at, seen) => {
    const { clock, events, give, docker } = aMachine();
    give(10, 30);
    docker(at, what);
    await clock.advance(200);
    expect(events).toEqual(['started at 11', ...seen]);
  });

  test('ends says so three times, if nobody hears it', async () => {
    const { clock, events, docker } = aMachine({ hearing: [false, false, false] });
    docker(20, 'ends');
    await clock.advance(50);
    expect(events).toEqual([`${FAILED} at 20`, `${FAILED} at 21`, `${FAILED} at 24`, 'off at 24']);
  });
});

describe('a machine with two places', () => {
  test('at a notice of EC2 lets both end their jobs, and none follow', async () => {
    const { clock, events, give, notice } = aMachine({ places: 2 });
    for (const duration of [20, 60, 5]) give(10, duration);
    notice(12);
    await clock.advance(200);
    expect(events).toEqual([
      ...['started at 11', 'started at 11', 'finished at 31', 'finished at 71', 'off at 71'],
    ]);
  });

  test('that GitLab does not know lets the other end its job', async () => {
    const { clock, events, give, forget } = aMachine({ places: 2, waitTimeout: 1000 });
    give(10, 100);
    forget(13);
    await clock.advance(1000);
    expect(events).toEqual([
      ...['started at 11', 'finished at 111', 'GitLab does not know its runner any more (403) at 314'],
      'off at 314',
    ]);
  });
});

test('a machine that GitLab does not know is aborted by its watch', async () => {
  const { clock, events, forget } = aMachine();
  forget(3);
  await clock.advance(100);
  expect(events).toEqual(['GitLab does not know its runner any more (403) at 10', 'off at 10']);
});

test.each([403, 429, 500, 503])(
  'a machine that is answered %i asks again, less and less often',
  async (statusCode) => {
    const answer = answerOf({ statusCode }) as 'Later';
    const { clock, events } = aMachine({ answers: [answer, answer, answer] });
    await clock.advance(150);
    expect(events).toEqual(['Later at 2', 'Later at 3', 'Later at 5', 'off at 111']);
  },
);

test.each([400, 404, 409])(
  'a machine that is answered %i, as one that has registered is, powers off',
  async (statusCode) => {
    const { clock, events } = aMachine({ answers: [answerOf({ statusCode }) as 'Never'] });
    await clock.advance(150);
    expect(events).toEqual(['Never at 2', 'it is not to run at 2', 'off at 2']);
  },
);

test('a machine that stays unknown gives up after five minutes', async () => {
  const { clock, events } = aMachine({ answers: Array(100).fill('Later') });
  await clock.advance(1000);
  expect(events.at(-1)).toBe('off at 302');
});

test('a machine that is woken asks only when a job waits', async () => {
  const { clock, give, polls } = aMachine({ isWoken: true, waitTimeout: 10_000 });
  give(3000, 20);
  await clock.advance(5000);
  expect(polls()).toBe(3);
});
