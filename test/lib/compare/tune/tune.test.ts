import fc from 'fast-check';
import { tomlOf } from '../../../../lib/cli/simulate/tune/tuning-text.ts';
import { candidatesFor, settingsWith } from '../../../../lib/compare/tune/candidates.ts';
import { holdingRules, type Rule } from '../../../../lib/compare/tune/holding-rules.ts';
import { type Tried, tune, unbeaten } from '../../../../lib/compare/tune/tune.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { aScenario, aWorkload, jobs } from '../../../builders/workload.ts';

const tried = (total: number, p95: number) =>
  ({ candidate: { idleCount: 0, idleTime: 0 }, result: { cost: { total }, waitSeconds: { p95 } } }) as Tried;

test('nothing beats the best, and the best beats all the rest', () => {
  const some = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
    minLength: 1,
  });
  const isBeatenBy = (one: Tried, other: Tried) =>
    other.result.cost.total <= one.result.cost.total &&
    other.result.waitSeconds.p95 <= one.result.waitSeconds.p95 &&
    (other.result.cost.total < one.result.cost.total ||
      other.result.waitSeconds.p95 < one.result.waitSeconds.p95);
  fc.assert(
    fc.property(some, (points) => {
      const all = points.map(([cost, wait]) => tried(cost, wait));
      const best = unbeaten(all);
      for (const each of best) expect(all.some((other) => isBeatenBy(each, other))).toBe(false);
      for (const each of all) {
        const same = best.some(
          ({ result }) =>
            result.cost.total === each.result.cost.total &&
            result.waitSeconds.p95 === each.result.waitSeconds.p95,
        );
        expect(same || best.some((other) => isBeatenBy(each, other))).toBe(true);
      }
    }),
  );
});

test('a grid is tried, with at most half of all machines idle', () => {
  const counts = (concurrent: number) =>
    new Set(candidatesFor(someSettings({ concurrent }), []).map(({ idleCount }) => idleCount));
  expect(counts(10)).toEqual(new Set([0, 1, 2, 4]));
  expect(counts(1)).toEqual(new Set([0, 1]));
  expect(
    candidatesFor(someSettings(), [
      { name: 't3.large', factor: 1 },
      { name: 'm5.large', factor: 0.5 },
    ]),
  ).toHaveLength(48);
});

test('a candidate applies to all runners', () => {
  const settings = someSettings({ runners: [aRunner(), aRunner({ name: 'two' })] });
  const candidate = { idleCount: 3, idleTime: 60, type: { name: 'm5.large', factor: 1 } };
  for (const { machine, ec2 } of settingsWith(settings, candidate, ['base', 'base']).runners) {
    expect(machine.idle).toMatchObject({ idleCount: 3, idleTime: 60 });
    expect(ec2.instanceTypes).toEqual(['m5.large']);
  }
});

test('the cheapest within the wait is found, or none if none is fast enough', async () => {
  const settings = someSettings({ concurrent: 2 });
  const comings = [0, 1, 2, 3].map((hour) => [hour * 1000 + 500, 60] as const);
  const scenario = aScenario(settings, aWorkload(settings, comings, 4000));
  const shares: number[] = [];
  const tuning = await tune({ scenario, p95: 10, types: [], onProgress: (share) => shares.push(share) });
  expect(tuning.tried).toHaveLength(8);
  expect(tuning.cheapest?.candidate).toMatchObject({ idleCount: 1 });
  expect(tuning.cheapest?.result.waitSeconds.p95).toBeLessThanOrEqual(10);
  expect(tuning.best[0]?.candidate).toEqual({ idleCount: 0, idleTime: 60 });
  expect(shares.at(-1)).toBe(1);
  expect((await tune({ scenario, p95: 0.001, types: [] })).cheapest).toBeUndefined();
});

test('if a period holds when most jobs come, its values are tuned, not the base values', async () => {
  const all = { periods: ['* * * * * * *'], timezone: 'UTC', ...anIdle(0, 60) };
  const settings = someSettings({ runners: [aRunner({ machine: { periods: [all] } })] });
  const workload = aWorkload(settings, jobs([500, 60], [1500, 60], [2500, 60]), 4000);
  expect(holdingRules(settings, workload)).toEqual([0]);
  const scenario = aScenario(settings, workload);
  const { cheapest, best, ...tuning } = await tune({ scenario, p95: 10, types: [] });
  expect(cheapest?.candidate.idleCount).toBeGreaterThan(0);
  expect(cheapest && tomlOf(cheapest, { ...tuning, rules: [0] })).toContain(
    '[[runners.machine.autoscaling]]\n    Periods = ["* * * * * * *"]\n    IdleCount = 1',
  );
});

describe('what to put into config.toml', () => {
  const candidate = { idleCount: 2, idleTime: 300, type: { name: 'm7i.large', factor: 1 } };
  const toml = (runner: ReturnType<typeof aRunner>, rule: Rule = 'base') => {
    const settings = someSettings({ runners: [runner] });
    const scenario = aScenario(settings, aWorkload(settings, []));
    return tomlOf({ ...tried(1, 1), candidate }, { scenario, rules: [rule] });
  };

  test('of a size is in its own keys', () => {
    expect(toml(aRunner({ name: 'linux/large', entry: { name: 'linux', limit: 0 } }))).toBe(
      [
        '[[runners]]',
        '  name = "linux"',
        '  [runners.bastionless.sizes.large]',
        '    idle_count = 2',
        '    idle_time = 300',
        '    instance_types = ["m7i.large"]',
      ].join('\n'),
    );
  });

  describe('of docker-autoscaler is a policy', () => {
    const policy = {
      periods: ['* 7-19 * * mon-fri'],
      timezone: 'UTC',
      ...anIdle(1, 60),
      idleScaleFactor: 1.5,
    };
    const runner = aRunner({
      ...{ name: 'fleet', entry: { name: 'fleet', executor: 'docker-autoscaler' } },
      machine: { periods: [policy] },
    });
    const heading = ['[[runners]]', '  name = "fleet"'];
    const type = '  # in machine_options of [runners.bastionless]: "amazonec2-instance-type=m7i.large"';

    test('the one that holds when most jobs come', () => {
      expect(toml(runner, 0).split('\n')).toEqual([
        ...[...heading, '  # the policy that holds when most jobs come', '  [[runners.autoscaler.policy]]'],
        ...['    periods = ["* 7-19 * * mon-fri"]', '    idle_count = 2', '    scale_factor = 0.0'],
        ...['    idle_time = "300s"', type],
      ]);
    });

    test('a new one if none holds then', () => {
      expect(toml(runner).split('\n')).toEqual([
        ...[...heading, '  # before its other policies, of which none holds when most jobs come'],
        ...['  [[runners.autoscaler.policy]]', '    periods = ["* * * * *"]', '    idle_count = 2'],
        ...['    idle_time = "300s"', type],
      ]);
    });
  });

  test('has no IdleScaleFactor, because the simulation had none', () => {
    expect(toml(aRunner({ machine: { idle: { ...anIdle(1, 60), idleScaleFactor: 1.5 } } }))).toContain(
      '  [runners.machine]\n    IdleCount = 2\n    IdleScaleFactor = 0\n    IdleTime = 300\n',
    );
    expect(toml(aRunner())).not.toContain('IdleScaleFactor');
  });
});
