import fc from 'fast-check';
import { US_EAST_1 } from '../../../../lib/compare/prices/us-east-1.ts';
import { billOf, NOTHING_SERVERLESS, totalOf } from '../../../../lib/compare/report/bill.ts';
import { Ledger } from '../../../../lib/compare/report/ledger.ts';
import { Levels } from '../../../../lib/compare/report/levels.ts';
import { kindOfMachine } from '../../../../lib/compare/report/machine-kind.ts';
import type { Cause } from '../../../../lib/compare/report/wait-causes.ts';
import { WAIT_BINS, Waits } from '../../../../lib/compare/report/waits.ts';
import type { Settings } from '../../../../lib/config/settings.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';

const KIND = kindOfMachine(aRunner().ec2);

describe('waits', () => {
  const waitsOf = (seconds: readonly number[]) => {
    const waits = new Waits();
    for (const wait of seconds) waits.add(wait);
    return waits;
  };

  test('percentiles are those of the sorted list, to a thousandth', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100_000, noNaN: true }), { minLength: 1 }), (seconds) => {
        const waits = waitsOf(seconds);
        const sorted = seconds.toSorted((one, other) => one - other);
        for (const percent of [50, 95, 99]) {
          const exact = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
          expect(Math.abs(waits.percentile(percent) - exact)).toBeLessThanOrEqual(0.001 + exact * 0.001);
        }
        expect(waits.longest).toBe(sorted.at(-1));
      }),
    );
  });

  test('each is in one bin', () => {
    const waits = waitsOf([0, 1, 1.001, 3600, 3601]);
    expect(waits.bins).toHaveLength(WAIT_BINS.length + 1);
    expect([waits.bins[0], waits.bins[1], waits.bins.at(-2), waits.bins.at(-1)]).toEqual([2, 1, 1, 1]);
  });

  test('without jobs are 0', () => {
    expect(waitsOf([]).percentile(99)).toBe(0);
  });
});

describe('levels', () => {
  test('are averaged over each part of the period', () => {
    const levels = new Levels(0, 100, 10);
    levels.change('busy', 2, 5);
    levels.change('busy', -1, 20);
    levels.change('busy', -1, 95);
    levels.settle(100);
    expect(levels.averages().busy).toEqual([1, 2, 1, 1, 1, 1, 1, 1, 1, 0.5]);
    expect(levels.hours('busy') * 3600).toBeCloseTo(15 * 2 + 75, 6);
    expect(levels.hours('idle')).toBe(0);
  });

  test('count after the period too', () => {
    const levels = new Levels(0, 100, 10);
    levels.change('busy', 1, 90);
    levels.settle(200);
    expect(levels.hours('busy') * 3600).toBeCloseTo(110, 6);
    expect(levels.averages().busy).toHaveLength(10);
  });
});

describe('the ledger', () => {
  test('counts a machine’s time once, in the state it was in', () => {
    const ledger = new Ledger(0, 3600, someSettings());
    ledger.machineLaunched('a', KIND, 0);
    ledger.machineIdle('a', 30);
    ledger.machineBusy('a', 40);
    ledger.machineBusy('a', 41);
    ledger.machineIdle('a', 70);
    // The other job on it.
    ledger.machineIdle('a', 100);
    ledger.machineEnded('a', 220);
    ledger.machineEnded('a', 230);
    ledger.close(3600);
    expect(ledger.hours('booting') * 3600).toBeCloseTo(30, 6);
    expect(ledger.hours('busy') * 3600).toBeCloseTo(60, 6);
    expect(ledger.hours('idle') * 3600).toBeCloseTo(130, 6);
    expect(ledger.paid).toEqual([{ kind: KIND, seconds: 220, surplus: 0 }]);
    expect(ledger.launched).toBe(1);
  });

  test('a machine is paid for a minute at least, and until the account is closed', () => {
    const ledger = new Ledger(0, 3600, someSettings());
    ledger.machineLaunched('a', KIND, 0);
    ledger.machineEnded('a', 10);
    ledger.machineLaunched('b', KIND, 0);
    ledger.close(3600);
    expect(ledger.paid).toEqual([{ kind: KIND, seconds: 60 + 3600, surplus: 0 }]);
  });
});

describe('CPU credits', () => {
  /** A machine that lives an hour, and is busy for some minutes of it. */
  const surplusOf = (cpuCredits: 'standard' | 'unlimited', type: string, busyMinutes: number) => {
    const ledger = new Ledger(0, 3600, someSettings());
    const kind = kindOfMachine({ ...aRunner().ec2, instanceTypes: [type], cpuCredits });
    ledger.machineLaunched('a', kind, 0);
    ledger.machineBusy('a', 100);
    ledger.machineIdle('a', 100 + busyMinutes * 60);
    ledger.close(3600);
    return ledger.paid[0]?.surplus;
  };

  test.each([
    ['standard', 't3.medium', 50, 0],
    // 2 vCPUs for 50 minutes, less the 12 that it earned in its hour, at 5 cents.
    ['unlimited', 't3.medium', 50, 2 * (38 / 60) * 0.05],
    ['unlimited', 't3.medium', 12, 0],
    ['unlimited', 't3.xlarge', 50, 4 * (26 / 60) * 0.05],
    ['unlimited', 't4g.nano', 50, 2 * (47 / 60) * 0.04],
    ['unlimited', 't2.micro', 50, 1 * (44 / 60) * 0.05],
  ] as const)('%s, of a %s that is busy for %i minutes of an hour', (credits, type, minutes, dollars) => {
    expect(surplusOf(credits, type, minutes)).toBeCloseTo(dollars, 10);
  });

  test('are paid with the machine', () => {
    const machines = [{ kind: KIND, seconds: 3600, surplus: 1 }];
    const bill = billOf({ machines, serverless: NOTHING_SERVERLESS }, US_EAST_1);
    expect(bill.spot).toBeCloseTo(0.0416 * 0.4 + 1, 10);
  });
});

describe('the bill', () => {
  const hour = (kind: typeof KIND) => [{ kind, seconds: 3600, surplus: 0 }];

  test('counts each part once', () => {
    const bill = billOf({ machines: hour(KIND), serverless: NOTHING_SERVERLESS }, US_EAST_1);
    expect(bill.spot).toBeCloseTo(0.0416 * 0.4, 10);
    expect(bill.ebs).toBeCloseTo((16 * 0.08) / 730, 10);
    expect(bill.ipv4).toBeCloseTo(0.005, 10);
    expect(totalOf(bill)).toBeCloseTo(bill.spot + bill.ebs + bill.ipv4, 10);
  });

  test('shows on-demand apart, and no address if there is none', () => {
    const kind = { ...KIND, market: 'OnDemand' as const, hasPublicAddress: false };
    const bill = billOf({ machines: hour(kind), serverless: NOTHING_SERVERLESS }, US_EAST_1);
    expect(bill).toMatchObject({ spot: 0, ipv4: 0 });
    expect(bill.onDemand).toBeCloseTo(0.0416, 10);
  });

  test('counts serverless calls by the million', () => {
    const serverless = {
      lambdaRequests: 1e6,
      lambdaGibibyteSeconds: 1e6,
      httpRequests: 1e6,
      reads: 1e6,
      writes: 1e6,
      wakeUps: 1e6,
      wakeUpSeconds: 16 * 3600,
      logBytes: 2 ** 30,
      alarmSeconds: 730 * 3600,
      dashboardSeconds: 730 * 3600,
    };
    const bill = billOf({ machines: [], serverless }, US_EAST_1);
    expect(bill.lambda).toBeCloseTo(0.2 + 13.3334, 6);
    expect(bill.apiGateway).toBeCloseTo(1, 6);
    expect(bill.dynamodb).toBeCloseTo(0.625 + 0.125, 6);
    expect(bill.stepFunctions).toBeCloseTo(1 + 0.06, 6);
    expect(bill.cloudWatch).toBeCloseTo(0.5 + 0.1 + 3, 6);
  });
});

describe('what held jobs up', () => {
  type Ran = readonly [queuedAt: number, at: number, end: number];
  const jobs = (...all: readonly Ran[]): readonly Ran[] => all;
  const causesOf = (settings: Settings, ran: readonly Ran[]) => {
    const ledger = new Ledger(0, 3600, settings);
    const happenings = ran.flatMap(([queuedAt, at, end]) => [
      { at, tell: () => ledger.jobStarted({ queuedAt, isLater: false }, at) },
      { at: end, tell: () => ledger.jobEnded(end) },
    ]);
    for (const { tell } of happenings.toSorted((one, other) => one.at - other.at)) tell();
    return ledger.causes.counts;
  };
  const night = { periods: ['* * 0-5 * * * *'], timezone: 'UTC', ...anIdle(0, 60) };

  test.each<[string, Settings, readonly Ran[], Partial<Record<Cause, number>>]>([
    ['a machine that boots', someSettings(), jobs([0, 32, 60]), { boot: 1 }],
    ['nothing for long', someSettings(), jobs([0, 3, 60]), {}],
    ['concurrent', someSettings({ concurrent: 1 }), jobs([0, 2, 60], [1, 60, 90]), { capacity: 1 }],
    [
      'limit',
      someSettings({ runners: [aRunner({ limit: 1 })] }),
      jobs([0, 2, 60], [1, 60, 90]),
      { capacity: 1 },
    ],
    [
      'a boot, though all machines ran before',
      someSettings({ concurrent: 1 }),
      jobs([0, 2, 60], [70, 102, 130]),
      { boot: 1 },
    ],
    [
      'a period with fewer machines that stand ready',
      someSettings({ runners: [aRunner({ machine: { idle: anIdle(2, 60), periods: [night] } })] }),
      jobs([0, 32, 60]),
      { period: 1 },
    ],
  ])('%s', (_, settings, ran, counts) => {
    expect(causesOf(settings, ran)).toEqual({ capacity: 0, period: 0, boot: 0, ...counts });
  });
});
