import { nearest } from '../nearest.ts';

/** The regions of AWS, of all partitions, as the SDK's table has them: to load that takes longer than all of `check`. */
export const REGIONS: readonly string[] = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'ca-west-1', 'mx-central-1'],
  ...['sa-east-1', 'sa-west-1', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'af-south-1', 'il-central-1', 'me-central-1', 'me-south-1'],
  ...['me-west-1', 'ap-east-1', 'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
  ...['ap-south-1', 'ap-south-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4'],
  ...['ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7', 'cn-north-1', 'cn-northwest-1'],
  ...['eusc-de-east-1', 'us-gov-east-1', 'us-gov-west-1', 'us-iso-east-1', 'us-iso-west-1'],
  ...['us-isob-east-1', 'us-isob-west-1', 'eu-isoe-west-1', 'us-isof-east-1', 'us-isof-south-1'],
];

/** Why a region is refused where its endpoint is not named; docker-machine has such a list, and that rule. */
export function strangeRegion(region: string): string | undefined {
  if (REGIONS.includes(region)) return undefined;
  const near = nearest(region, REGIONS);
  const guess = near === undefined ? '' : `: did you mean ${near}?`;
  return `is not a known region of AWS${guess}`;
}
