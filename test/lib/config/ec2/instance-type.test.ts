import { _InstanceType } from '@aws-sdk/client-ec2';
import { strangeType } from '../../../../lib/config/ec2/instance-type.ts';

test('no type that EC2 has is strange: a new SDK brings new ones', () => {
  const types = Object.values(_InstanceType);
  expect(types.length).toBeGreaterThan(900);
  expect(types.filter((type) => strangeType(type) !== undefined)).toEqual([]);
});

test.each([
  ['m5.lage', ': did you mean m5.large?'],
  ['m7i.2xlage', ': did you mean m7i.2xlarge?'],
  ['m7i.2large', ': did you mean m7i.2xlarge?'],
  ['m.large', ''],
  ['m5.big', ''],
  ['t3.4xlarge', ': t3 has nano, micro, small, medium, large, xlarge and 2xlarge'],
])('%s is strange%s', (type, more) => {
  expect(strangeType(type)).toBe(`is not a type of EC2${more}`);
});
