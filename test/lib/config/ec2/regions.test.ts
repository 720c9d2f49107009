import { BucketLocationConstraint } from '@aws-sdk/client-s3';
import { REGIONS } from '../../../../lib/config/ec2/regions.ts';

test('all regions with S3 are known: a new SDK brings new ones', () => {
  const { EU: _, ...regions } = BucketLocationConstraint;
  expect(Object.values(regions).length).toBeGreaterThan(30);
  expect(Object.values(regions).filter((region) => !REGIONS.includes(region))).toEqual([]);
});
