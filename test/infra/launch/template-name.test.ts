import fc from 'fast-check';
import { launchTemplateName } from '../../../infra/launch/template-name.ts';

test.each([
  ['one', 'bastionless-dev-one-0a1b2c3d'],
  ['gitlab-aws-autoscaler', 'bastionless-dev-gitlab-aws-autoscaler-0a1b2c3d'],
  ['(big).runner/2_x', 'bastionless-dev-(big).runner/2_x-0a1b2c3d'],
  ['Läufer 1', 'bastionless-dev-L-ufer-1-0a1b2c3d'],
])('the runner %s has the launch template %s', (name, expected) => {
  expect(launchTemplateName('bastionless-dev', name, '0a1b2c3d')).toBe(expected);
});

test('EC2 allows every name, and no two hashes share one', () => {
  const hash = fc.stringMatching(/^[0-9a-f]{8}$/);
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 200 }), hash, hash, (runner, one, other) => {
      const name = launchTemplateName('bastionless-dev', runner, one);
      expect(name).toMatch(/^[A-Za-z0-9()./_-]{3,128}$/);
      if (one !== other) expect(name).not.toBe(launchTemplateName('bastionless-dev', runner, other));
    }),
  );
});
