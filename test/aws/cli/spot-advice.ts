import type { Answer, Input, StandIn } from '../deploy/recording-proxy.ts';

interface Kind {
  readonly vcpus: number;
  readonly gibibytes: number;
  readonly architecture?: string;
  readonly isBurstable?: true;
  readonly isPrevious?: true;
}

/** Some of what EC2 has. */
const KINDS: Readonly<Record<string, Kind>> = {
  'c7i.large': { vcpus: 2, gibibytes: 4 },
  'm5.xlarge': { vcpus: 4, gibibytes: 16 },
  'm4.xlarge': { vcpus: 4, gibibytes: 16, isPrevious: true },
  'm7i.xlarge': { vcpus: 4, gibibytes: 16 },
  'm7g.xlarge': { vcpus: 4, gibibytes: 16, architecture: 'arm64' },
  't3.xlarge': { vcpus: 4, gibibytes: 16, isBurstable: true },
  'm6in.2xlarge': { vcpus: 8, gibibytes: 32 },
  'r7i.2xlarge': { vcpus: 8, gibibytes: 64 },
};

/** The zone is us-east-1a in moto. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SpotPlacementScore.html */
const SCORES: readonly (readonly [zone: string, score: number])[] = [
  ['use1-az6', 7],
  ['use1-az1', 2],
];

/**
 * The two calls of EC2 that moto lacks: which types fit, and how likely there is room for them. As strict as EC2 where its
 * documentation says what it refuses: neither takes a price.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetInstanceTypesFromInstanceRequirements.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetSpotPlacementScores.html
 */
export const advises: StandIn = async ({ action, input }) => {
  switch (action) {
    case 'GetInstanceTypesFromInstanceRequirements':
      return wrongAttributes(input, '') ?? fitting(input);
    case 'GetSpotPlacementScores':
      return wrongAttributes(input, 'InstanceRequirementsWithMetadata.') ?? wrongTarget(input) ?? scores();
    default:
      return undefined;
  }
};

/** An account that may ask for neither. */
export const refuses: StandIn = async ({ action }) => {
  if (action === 'GetSpotPlacementScores')
    return error(
      'MaxConfigLimitExceeded',
      'You have exceeded your maximum allowed Spot placement configurations.',
    );
  return /^GetInstanceTypesFrom/.test(action)
    ? error('UnauthorizedOperation', `You are not authorized: ec2:${action}`)
    : undefined;
};

function wrongAttributes(input: Input, within: string): Answer | undefined {
  const required = ['ArchitectureType.1', 'VirtualizationType.1'];
  const attributes = ['VCpuCount.Min', 'MemoryMiB.Min'].map((key) => `InstanceRequirements.${key}`);
  const missing = [...required, ...attributes].find((key) => input[`${within}${key}`] === undefined);
  if (missing !== undefined)
    return error('MissingParameter', `The request must contain the parameter ${missing}`);
  const price = Object.keys(input).find((key) => key.includes('Price'));
  return price === undefined ? undefined : error('InvalidParameterCombination', `${price} is not supported`);
}

function wrongTarget(input: Input): Answer | undefined {
  if (Object.keys(input).some((key) => key.startsWith('InstanceType.')))
    return error('InvalidParameterCombination', 'InstanceTypes and InstanceRequirementsWithMetadata');
  if (!(Number(input['TargetCapacity']) >= 1)) return error('InvalidParameterValue', 'TargetCapacity');
  return input['RegionName.1'] === 'us-east-1' ? undefined : error('InvalidParameterValue', 'RegionName');
}

function fitting(input: Input): Answer {
  const of = (key: string) => input[`InstanceRequirements.${key}`];
  const isWithin = (value: number, range: string) =>
    value >= Number(of(`${range}.Min`)) && value <= Number(of(`${range}.Max`) ?? Number.POSITIVE_INFINITY);
  const excluded = Object.entries(input).flatMap(([key, value]) =>
    key.startsWith('InstanceRequirements.ExcludedInstanceType')
      ? [new RegExp(`^${String(value).replaceAll('.', '\\.').replaceAll('*', '.*')}$`)]
      : [],
  );
  const generations = Object.entries(input).flatMap(([key, value]) =>
    key.startsWith('InstanceRequirements.InstanceGeneration') ? [value] : [],
  );
  const types = Object.entries(KINDS).flatMap(([type, { architecture = 'x86_64', ...kind }]) => {
    const fits =
      architecture === input['ArchitectureType.1'] &&
      isWithin(kind.vcpus, 'VCpuCount') &&
      isWithin(kind.gibibytes * 1024, 'MemoryMiB') &&
      generations.includes(kind.isPrevious ? 'previous' : 'current') &&
      !(kind.isBurstable && of('BurstablePerformance') === 'excluded') &&
      !excluded.some((pattern) => pattern.test(type));
    return fits ? [`<item><instanceType>${type}</instanceType></item>`] : [];
  });
  return xml(
    'GetInstanceTypesFromInstanceRequirementsResponse',
    `<instanceTypeSet>${types.join('')}</instanceTypeSet>`,
  );
}

function scores(): Answer {
  const items = SCORES.map(
    ([zone, score]) =>
      `<item><region>us-east-1</region><availabilityZoneId>${zone}</availabilityZoneId><score>${score}</score></item>`,
  );
  return xml(
    'GetSpotPlacementScoresResponse',
    `<spotPlacementScoreSet>${items.join('')}</spotPlacementScoreSet>`,
  );
}

const xml = (name: string, body: string, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<${name} xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-1</requestId>${body}</${name}>`,
});

const error = (code: string, message: string): Answer => ({
  status: 400,
  headers: { 'content-type': 'text/xml' },
  body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>`,
});
