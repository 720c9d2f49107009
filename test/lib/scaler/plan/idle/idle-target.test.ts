import { idleTarget } from '../../../../../lib/scaler/plan/idle/idle-target.ts';

/** By the rules of https://docs.gitlab.com/runner/configuration/autoscale/#how-idlescalefactor-is-used */
test.each([
  // [IdleCount, IdleCountMin, IdleScaleFactor], in use → stand ready, by which rule
  [[0, 0, 0], 5, 0, 'IdleCount 0'],
  [[3, 0, 0], 5, 3, 'IdleCount 3'],
  [[3, 2, 0], 5, 3, 'IdleCount 3'],
  [[10, 0, 1.5], 4, 6, 'IdleScaleFactor 1.5 of 4 in use, 6,'],
  [[10, 0, 1.5], 3, 4, 'IdleScaleFactor 1.5 of 3 in use, 4,'],
  [[10, 0, 1.5], 7, 10, 'IdleCount 10'],
  [[10, 0, 1.5], 100, 10, 'IdleCount 10'],
  [[10, 0, 1.5], 0, 0, 'IdleScaleFactor 1.5 of 0 in use, 0,'],
  [[10, 1, 1.5], 0, 1, 'IdleCountMin 1'],
  [[10, 3, 1.5], 0, 3, 'IdleCountMin 3'],
  [[10, 3, 1.5], 1, 3, 'IdleCountMin 3'],
  [[10, 3, 1.5], 2, 3, 'IdleScaleFactor 1.5 of 2 in use, 3,'],
  [[2, 3, 1.5], 0, 2, 'IdleCount 2'],
  [[0, 3, 1.5], 9, 0, 'IdleCount 0'],
] as const)(
  '%j with %i in use: %i by %s',
  ([idleCount, idleCountMin, idleScaleFactor], inUse, count, rule) => {
    const policy = { idleCount, idleCountMin, idleScaleFactor, idleTime: 60, period: null };
    expect(idleTarget(policy, inUse)).toEqual({ count, rule });
  },
);

test('a period is named', () => {
  const policy = { idleCount: 3, idleCountMin: 0, idleScaleFactor: 0, idleTime: 60, period: '* 9-17 * * *' };
  expect(idleTarget(policy, 0).rule).toBe("IdleCount 3 of period '* 9-17 * * *'");
});
