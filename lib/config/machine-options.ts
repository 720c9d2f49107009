import type { Ec2Settings, Market } from './settings.ts';

/**
 * MachineOptions as docker-machine's amazonec2 driver took them: `amazonec2-<flag>=<value>`, a bare flag for true.
 * https://gitlab.com/gitlab-org/ci-cd/docker-machine/-/blob/main/docs/drivers/aws.md
 */
export type OptionsResult =
  | { readonly kind: 'Valid'; readonly ec2: Ec2Settings }
  | { readonly kind: 'Invalid'; readonly problems: readonly OptionProblem[] };

export interface OptionProblem {
  /** Which of the options, from 0; none for the list as a whole. */
  readonly index?: number;
  readonly message: string;
}

type Draft = { -readonly [Key in keyof Ec2Settings]: Ec2Settings[Key] } & {
  spot: boolean;
  maxPrice?: string;
};

/** Takes the option's value into the draft, or says what it should have been. */
type Take = (draft: Draft, value: string) => string | undefined;

const OPTIONS: Readonly<Record<string, Take>> = {
  region: needs(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as us-east-1', (draft, value) => {
    draft.region = value;
  }),
  'vpc-id': needs(/^vpc-[0-9a-f]+$/, 'the id of a VPC, vpc-…', (draft, value) => {
    draft.vpcId = value;
  }),
  'subnet-id': needs(/^subnet-[0-9a-f]+$/, 'the id of a subnet, subnet-…', (draft, value) => {
    draft.subnetId = value;
  }),
  zone: needs(/^[a-z]$/, 'the letter of a zone, such as a', (draft, value) => {
    draft.zone = value;
  }),
  'security-group': needs(/^.+$/, 'the name or the id of a security group', (draft, value) => {
    draft.securityGroups = [...draft.securityGroups, value];
  }),
  'instance-type': needs(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'an instance type such as t3.medium', (draft, value) => {
    draft.instanceType = value;
  }),
  'iam-instance-profile': needs(/^[\w+=,.@-]+$/, 'the name of an instance profile', (draft, value) => {
    draft.instanceProfile = value;
  }),
  'spot-price': needs(/^\d+(\.\d+)?$/, 'a price in dollars an hour, such as 0.03', (draft, value) => {
    draft.maxPrice = value;
  }),
  'request-spot-instance': needs(/^(true|false)$/, 'true or false', (draft, value) => {
    draft.spot = value === 'true';
  }),
  tags: takeTags,
};

/** The driver's own defaults. */
const defaults = (): Draft => ({
  region: 'us-east-1',
  zone: 'a',
  securityGroups: [],
  instanceType: 't2.micro',
  tags: {},
  market: { kind: 'OnDemand' },
  spot: false,
});

/** Reads all options and reports all problems, not the first. */
export function parseMachineOptions(options: readonly string[]): OptionsResult {
  const draft = defaults();
  const problems = options.flatMap((option, index) => {
    const message = takeOption(draft, option);
    return message === undefined ? [] : [{ index, message }];
  });
  if (problems.length > 0) return { kind: 'Invalid', problems };
  const { spot, maxPrice, ...ec2 } = draft;
  return { kind: 'Valid', ec2: { ...ec2, market: marketOf(spot, maxPrice) } };
}

function takeOption(draft: Draft, option: string): string | undefined {
  const [flag = '', ...rest] = option.split('=');
  const value = rest.length === 0 ? 'true' : rest.join('=');
  const name = flag.replace(/^amazonec2-/, '');
  if (name === flag) return `"${flag}" is not an option of the amazonec2 driver: they begin with amazonec2-`;
  const take = OPTIONS[name];
  if (take === undefined)
    return `${flag} is not honoured: remove it (known: ${Object.keys(OPTIONS).join(', ')})`;
  return take(draft, value);
}

function needs(pattern: RegExp, expected: string, take: (draft: Draft, value: string) => void): Take {
  return (draft, value) => {
    if (!pattern.test(value)) return `must be ${expected} (it is "${value}")`;
    take(draft, value);
    return undefined;
  };
}

function takeTags(draft: Draft, value: string): string | undefined {
  const parts = value.split(',');
  if (parts.length % 2 !== 0) return 'must be pairs: key,value,key,value';
  const tags = { ...draft.tags };
  for (let index = 0; index < parts.length; index += 2) tags[parts[index] ?? ''] = parts[index + 1] ?? '';
  if ('' in tags) return 'must not have a tag with an empty key';
  draft.tags = tags;
  return undefined;
}

function marketOf(spot: boolean, maxPrice: string | undefined): Market {
  if (!spot) return { kind: 'OnDemand' };
  return maxPrice === undefined ? { kind: 'Spot' } : { kind: 'Spot', maxPrice };
}
