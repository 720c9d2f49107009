import type { InstancePrice, Prices } from './prices.ts';

/** Within a family the price of a machine with Linux grows with its size. */
const SIZES = {
  nano: 1 / 16,
  micro: 1 / 8,
  small: 1 / 4,
  medium: 1 / 2,
  large: 1,
  xlarge: 2,
  '2xlarge': 4,
  '4xlarge': 8,
};
type Size = keyof typeof SIZES;

const BURSTABLE: readonly Size[] = ['nano', 'micro', 'small', 'medium', 'large', 'xlarge', '2xlarge'];
const WHOLE: readonly Size[] = ['large', 'xlarge', '2xlarge', '4xlarge'];
const GRAVITON: readonly Size[] = ['medium', ...WHOLE];

/**
 * The prices of us-east-1, the region that AWS names first and most others follow within some percent. Spot prices
 * move by the hour, so none is written here: spot is taken as the on-demand price less a round discount, which AWS's
 * Spot Instance Advisor shows for these types as 50 % to 70 %.
 */
export const US_EAST_1: Prices = {
  region: 'us-east-1',
  asOf: '2025-06-01',
  spotDiscount: 0.6,
  instances: {
    't2.nano': { onDemandHour: 0.0058 },
    't2.micro': { onDemandHour: 0.0116 },
    't2.small': { onDemandHour: 0.023 },
    't2.medium': { onDemandHour: 0.0464 },
    't2.large': { onDemandHour: 0.0928 },
    ...family('t3', 0.0832, BURSTABLE),
    ...family('t3a', 0.0752, BURSTABLE),
    ...family('t4g', 0.0672, BURSTABLE),
    ...family('m5', 0.096, WHOLE),
    ...family('m5a', 0.086, WHOLE),
    ...family('m6i', 0.096, WHOLE),
    ...family('m6a', 0.0864, WHOLE),
    ...family('m6g', 0.077, GRAVITON),
    ...family('m7i', 0.1008, WHOLE),
    ...family('m7a', 0.11592, ['medium', ...WHOLE]),
    ...family('m7g', 0.0816, GRAVITON),
    ...family('c5', 0.085, WHOLE),
    ...family('c5a', 0.077, WHOLE),
    ...family('c6i', 0.085, WHOLE),
    ...family('c6a', 0.0765, WHOLE),
    ...family('c6g', 0.068, GRAVITON),
    ...family('c7i', 0.08925, WHOLE),
    ...family('c7g', 0.0725, GRAVITON),
    ...family('r5', 0.126, WHOLE),
    ...family('r6i', 0.126, WHOLE),
    ...family('r6g', 0.1008, GRAVITON),
  },
  lambda: { perMillionRequests: 0.2, perGibibyteSecond: 0.000_013_333_4 },
  httpApi: { perMillionRequests: 1 },
  dynamodb: { perMillionWrites: 0.625, perMillionReads: 0.125, perMillionStreamReads: 0.2 },
  stepFunctions: { perMillionRequests: 1, perGibibyteSecond: 0.06 / 3600 },
  cloudWatch: { gibibyteOfLogs: 0.5, alarmMonth: 0.1, dashboardMonth: 3 },
  codeBuildMinute: { 'general1.small': 0.005, 'general1.medium': 0.01, 'general1.large': 0.02 },
  ebsGibibyteMonth: { gp3: 0.08, gp2: 0.1, io1: 0.125, io2: 0.125, standard: 0.05 },
  publicIpv4Hour: 0.005,
  sources: [
    'https://aws.amazon.com/ec2/pricing/on-demand/',
    'https://aws.amazon.com/ec2/spot/instance-advisor/',
    'https://aws.amazon.com/lambda/pricing/',
    'https://aws.amazon.com/api-gateway/pricing/',
    'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    'https://aws.amazon.com/step-functions/pricing/',
    'https://aws.amazon.com/cloudwatch/pricing/',
    'https://aws.amazon.com/codebuild/pricing/',
    'https://aws.amazon.com/ebs/pricing/',
    'https://aws.amazon.com/vpc/pricing/',
  ],
};

/** The machines of a family, by the price of its `large`. */
function family(name: string, large: number, sizes: readonly Size[]): Record<string, InstancePrice> {
  return Object.fromEntries(
    sizes.map((size) => [`${name}.${size}`, { onDemandHour: Number((large * SIZES[size]).toFixed(6)) }]),
  );
}
