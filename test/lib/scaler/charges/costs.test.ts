import fc from 'fast-check';
import { costsBy, type Division } from '../../../../lib/scaler/charges/costs.ts';
import { settle } from '../../../../lib/scaler/jobs/settle.ts';
import type { Job } from '../../../../lib/scaler/state/jobs/job.ts';
import { type Charge, restOf } from '../../../../lib/scaler/state/machines/charge.ts';
import type { Machine } from '../../../../lib/scaler/state/machines/machine.ts';
import { gone, removing } from '../../../../lib/scaler/state/machines/transitions.ts';
import { aJob, aMachine, aState, NOW } from '../../../builders/state.ts';

const MINUTE = 60;
/** A cent for 1,000 seconds. */
const bought = { type: 't3.medium', zone: 'us-east-1a', hourly: 0.036 };
const until = (minute: number) => NOW + minute * MINUTE;

/** A machine that is launched at minute 0, and the jobs that end on it. */
class Life {
  readonly charges: Charge[] = [];
  #machine: Machine;

  constructor(number: number, traits: Parameters<typeof aMachine>[2] = { bought }) {
    this.#machine = aMachine('Idle', number, traits);
  }

  job(id: number, projectId: number, endsAt: number): this {
    const job = aJob('finished', id, { runnerId: this.#machine.runnerId ?? 0, projectId, at: until(endsAt) });
    const { charges, changed } = settle(
      aState({ machines: [this.#machine], jobs: [job] }),
      until(endsAt) + 5,
    );
    this.charges.push(...charges);
    this.#machine = changed[0] ?? this.#machine;
    return this;
  }

  leaves(minute: number): readonly Charge[] {
    return [...this.charges, restOf(removing(this.#machine, 'it is idle', until(minute)), until(minute))];
  }
}

/**
 * A small day. Machine 1: launched 10:00, a job of project 380 until 10:06, one of 381 until 10:10, gone at 10:12: 720 s, of
 * which the last 120 s are shared 6 to 4. Machine 2: launched 10:00, no job, gone after 30 s: a minute is paid.
 */
const day = [...new Life(1).job(7, 380, 6).job(8, 381, 10).leaves(12), ...new Life(2).leaves(0.5)];

const bill = (division: Division) =>
  costsBy(division, day).map(({ name, jobs, seconds, dollars }) => [
    name,
    jobs,
    seconds,
    Number(dollars.toFixed(6)),
  ]);

test.each<[Division, unknown[]]>([
  [
    'project',
    [
      ['380', 1, 432, 0.00432],
      ['381', 1, 288, 0.00288],
      [null, 0, 60, 0.0006],
    ],
  ],
  ['runner', [['one', 2, 780, 0.0078]]],
  [
    'job-name',
    [
      ['job-7', 1, 432, 0.00432],
      ['job-8', 1, 288, 0.00288],
      [null, 0, 60, 0.0006],
    ],
  ],
])('a small day, by %s, is what its bill by hand says', (division, expected) => {
  expect(bill(division)).toEqual(expected);
});

test('each second of a machine is charged once', () => {
  const charged = new Life(1).job(7, 380, 6).job(7, 380, 6).job(9, 380, 3).job(8, 381, 10).leaves(12);
  expect(charged.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(12 * MINUTE);
});

describe('jobs that run at once', () => {
  const [first, second] = [aJob('running', 7, { runnerId: 1 }), aJob('running', 8, { runnerId: 1 })];
  const seconds = ({ charges }: { readonly charges: readonly Charge[] }) =>
    charges.map(({ job, seconds }) => [job?.id, seconds / MINUTE]);
  const settled = (machine: Machine, at: number, ...jobs: Job[]) => {
    const settlement = settle(aState({ machines: [machine], jobs }), until(at));
    const [changed = machine] = settlement.changed;
    return { machine: changed, charged: seconds(settlement) };
  };

  test('share their time, and none pays for the other’s alone', () => {
    const one = settled(aMachine('Idle', 1, { places: 2, bought }), 2, { ...first, at: until(2) });
    const both = settled(one.machine, 4, first, { ...second, at: until(4) });
    const left = settled(both.machine, 10, { ...first, status: 'finished', at: until(10) }, second);
    const none = settled(left.machine, 12, { ...second, status: 'finished', at: until(12) });
    expect([...one.charged, ...both.charged, ...left.charged, ...none.charged]).toEqual([
      [7, 4 + 3],
      [8, 3 + 2],
    ]);
    expect(none.machine).toMatchObject({ state: 'Idle', owed: [] });
  });

  test('one of which only the end was heard of pays for what it ran', () => {
    const one = settled(aMachine('Idle', 1, { places: 2, bought }), 0, first);
    const ended = aJob('finished', 8, { runnerId: 1, at: until(6), ran: 2 * MINUTE });
    expect(settled(one.machine, 6, first, ended).charged).toEqual([[8, 1]]);
  });

  test('what one owes that never ended is the rest of its machine', () => {
    const one = settled(aMachine('Idle', 1, { places: 2, bought }), 0, first);
    const { machine } = settled(one.machine, 4, first, { ...second, at: until(4) });
    expect(restOf(removing(machine, 'gone', until(9)), until(9)).seconds).toBe(9 * MINUTE);
  });

  test('whatever begins and ends when, each second of a machine is charged once', () => {
    const places = fc.integer({ min: 1, max: 4 });
    const event = fc.record({ id: fc.integer({ min: 1, max: 6 }), after: fc.nat(9), ends: fc.boolean() });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), places, (events, of) => {
        const shift = new Shift(aMachine('Idle', 1, { places: of, bought }));
        for (const one of events) shift.hear(one);
        expect(shift.secondsUntilItGoes(5)).toBeCloseTo((shift.minute + 5) * MINUTE);
      }),
    );
  });
});

/** A machine, and what is charged while its jobs begin and end. */
class Shift {
  minute = 0;
  #seconds = 0;
  #machine: Machine;
  readonly #active = new Map<number, Job>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  hear({ id, after, ends }: { readonly id: number; readonly after: number; readonly ends: boolean }): void {
    this.minute += after;
    const now = until(this.minute);
    this.#active.set(id, aJob(ends ? 'finished' : 'running', id, { runnerId: 1, at: now }));
    const jobs = [...this.#active.values()];
    const { changed, charges } = settle(aState({ machines: [this.#machine], jobs }), now);
    this.#machine = changed[0] ?? this.#machine;
    this.#seconds += charges.reduce((sum, { seconds }) => sum + seconds, 0);
    if (ends) this.#active.delete(id);
  }

  secondsUntilItGoes(after: number): number {
    const end = until(this.minute + after);
    return this.#seconds + restOf(removing(this.#machine, 'gone', end), end).seconds;
  }
}

test('what settles twice after a crash is charged the same', () => {
  const machine = aMachine('Used', 1, { jobIds: [7], bought });
  const state = aState({ machines: [machine], jobs: [aJob('finished', 7, { runnerId: 1, at: until(6) })] });
  expect(settle(state, until(9)).charges).toEqual(settle(state, until(7)).charges);
});

test('a machine that EC2 has taken costs nothing from then on', () => {
  const machine = removing(
    aMachine('Idle', 1, { bought, fate: gone('terminated', until(3)) }),
    'gone',
    until(9),
  );
  expect(restOf(machine, until(9)).seconds).toBe(3 * MINUTE);
});

test('without a price only the time is known', () => {
  const [cost] = costsBy('runner', new Life(3, {}).job(7, 380, 6).leaves(12));
  expect(cost).toEqual({ name: 'one', jobs: 1, seconds: 720, dollars: 0, unpricedSeconds: 720 });
});

test.each([
  ['https://gitlab.example.com/team/shop/-/jobs/7', 'team/shop'],
  ['https://gitlab.example.com/team/shop', '380'],
  ['/team/shop/-/jobs/7', '380'],
  [undefined, '380'],
])('a project is called by its path, where the job’s page, %s, tells it', (webUrl, name) => {
  const job = { id: 7, projectId: 380, name: 'unit', ...(webUrl !== undefined && { webUrl }) };
  const charge = {
    instanceId: 'i-1',
    machine: 'machine-1',
    runner: 'one',
    at: NOW,
    seconds: 60,
    dollars: 1,
    job,
  };
  expect(costsBy('project', [charge])[0]?.name).toBe(name);
});
