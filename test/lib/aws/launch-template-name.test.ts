import fc from 'fast-check';
import { launchTemplateName } from '../../../lib/aws/launch-template-name.ts';

test.each([
  ['one', 'bastionless-dev-one'],
  ['gitlab-aws-autoscaler', 'bastionless-dev-gitlab-aws-autoscaler'],
  ['(big).runner/2_x', 'bastionless-dev-(big).runner/2_x'],
])('the runner %s has the launch template %s', (name, expected) => {
  expect(launchTemplateName('bastionless-dev', name)).toBe(expected);
});

test('what EC2 does not allow is replaced, and told apart by a hash', () => {
  expect(launchTemplateName('bastionless-dev', 'Läufer 1')).toMatch(/^bastionless-dev-L-ufer-1-[0-9a-f]{8}$/);
  expect(launchTemplateName('p', 'a b')).not.toBe(launchTemplateName('p', 'a  b'));
});

test('EC2 allows every name, and no two runners share one', () => {
  const names = fc.tuple(
    fc.string({ minLength: 1, maxLength: 200 }),
    fc.string({ minLength: 1, maxLength: 200 }),
  );
  fc.assert(
    fc.property(names, ([one, other]) => {
      const name = launchTemplateName('bastionless-dev', one);
      expect(name).toMatch(/^[A-Za-z0-9()./_-]{3,128}$/);
      if (one !== other) expect(name).not.toBe(launchTemplateName('bastionless-dev', other));
    }),
  );
});
