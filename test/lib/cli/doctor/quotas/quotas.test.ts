import { quotaOf } from '../../../../../lib/cli/doctor/quotas/quotas.ts';
import { aRunner } from '../../../../builders/settings.ts';

const STANDARD = 'L-34B43A08';

/** https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html */
test.each<[string, string | undefined]>([
  ['m5.large', STANDARD],
  ['c7gn.xlarge', STANDARD],
  ['t3a.small', STANDARD],
  ['i4i.large', STANDARD],
  ['im4gn.large', STANDARD],
  ['is4gen.medium', STANDARD],
  ['g5.xlarge', 'L-3819A6DF'],
  ['inf2.xlarge', undefined],
  ['mac2.metal', undefined],
  ['p4d.24xlarge', undefined],
])('the spot quota of %s is %s', (type, expected) => {
  const { ec2 } = aRunner();
  const market = { kind: 'Spot', onDemandFallback: false } as const;
  expect(quotaOf({ ec2: { ...ec2, instanceTypes: [type], market } })).toBe(expected);
});
