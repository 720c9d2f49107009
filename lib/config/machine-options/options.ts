import { DRIVERS_TYPE } from './draft.ts';
import { honoured, ignored, type Option, refused, replaced, truth } from './option.ts';

const NO_KEYS = 'functions and machines have roles, and no keys: remove it, and revoke the key';
const NO_SSH = 'nobody logs in to a machine: it has no inbound port';
const ENCRYPTED = 'disks are always encrypted';

/** The functions end a call's retries by time too: see functions/runtime/retries-within.ts. */
const MOST_RETRIES = 9;

const kmsKey = honoured(
  'the key that disks are encrypted with',
  /^(arn:[\w-]+:kms:[a-z0-9-]+:\d+:(key|alias)\/[\w/-]+|alias\/[\w/-]+|[0-9a-f-]{36}|mrk-[0-9a-f]{32})$/,
  'the id, the ARN or the alias (alias/…) of a KMS key',
  (v, d) => ({ disk: { ...d.disk, kmsKey: v } }),
);

/**
 * Every flag, by its name without `amazonec2-`; `volume-*` and `encrypt-ebs-volume` are of forks.
 * https://gitlab.com/gitlab-org/ci-cd/docker-machine/-/blob/main/docs/drivers/aws.md
 */
export const OPTIONS: Readonly<Record<string, Option>> = {
  region: honoured(
    'the deployment’s region',
    /^[a-z]{2,4}(-[a-z]+)+-\d$/,
    'a region such as us-east-1',
    (v) => ({ region: v }),
  ),
  'vpc-id': honoured(
    'where security groups are looked up, and made',
    /^vpc-[0-9a-f]+$/,
    'the id of a VPC, vpc-…',
    (v) => ({ vpcId: v }),
  ),
  'subnet-id': honoured(
    'where machines are, unless subnets in [runners.bastionless] says so',
    /^subnet-[0-9a-f]+$/,
    'the id of a subnet, subnet-…',
    (v, d) => ({ subnetIds: [...d.subnetIds, v] }),
  ),
  zone: honoured(
    'where machines are, without a subnet',
    /^[a-z]$/,
    'the letter of a zone, such as a',
    (v) => ({ zone: v }),
  ),
  'security-group': {
    ...honoured(
      'an id as it is; a name as the group of that name, or, if there is none, as one with no inbound rule',
      /^.+$/,
      'a group',
      (v, d) => ({ securityGroups: [...d.securityGroups, v] }),
    ),
    isList: true,
    // No group's name may begin so.
    refusalOf: (v) => (/^sg-/.test(v) && !/^sg-[0-9a-f]+$/.test(v) ? NO_GROUP : undefined),
  },
  'instance-type': {
    ...honoured(
      'the type, unless instance_types in [runners.bastionless] says so',
      /^[a-z0-9-]+\.[a-z0-9-]+$/,
      'an instance type such as t3.medium',
      (v, d) => ({ instanceTypes: [...d.instanceTypes, v] }),
    ),
    byDefault: DRIVERS_TYPE,
  },
  'iam-instance-profile': honoured(
    'its role may also register machines',
    /^[\w+=,.@-]+$/,
    'the name of an instance profile',
    (v) => ({ instanceProfile: v }),
  ),
  tags: {
    ...honoured(
      'on instances, disks and spot requests',
      /^[^,]+(,[^,]*,[^,]+)*(,[^,]*,?)?$/,
      'pairs: key,value,key,value',
      (v, d) => ({ tags: { ...d.tags, ...tagsOf(v) } }),
    ),
    isList: true,
    refusalOf: (v) =>
      Object.entries(tagsOf(v)).every(([key, text]) => isTag(key, text)) ? undefined : NO_TAG,
  },
  'request-spot-instance': truth('spot capacity, by one fleet a launch', (isSet) => ({ requestSpot: isSet })),
  'spot-price': honoured(
    'the highest price of a machine',
    /^(\d*\.?\d+)?$/,
    'a price in dollars an hour, such as 0.03, or nothing for the on-demand price',
    (v) => ({ spotPrice: v.replace(/^\./, '0.') }),
  ),
  ami: honoured('the image', /^ami-[0-9a-f]+$/, 'the id of an image, ami-…', (v) => ({ imageId: v })),
  'device-name': honoured(
    'the image’s root device',
    /^\/dev\/\w+$/,
    'a device such as /dev/sda1',
    (v, d) => ({ disk: { ...d.disk, device: v } }),
  ),
  'root-size': honoured(
    'the disk’s size; 30 at least where amazonec2-ami is not set',
    /^[1-9]\d{0,4}$/,
    'a size in GiB, such as 16',
    (v, d) => ({ disk: { ...d.disk, gibibytes: Number(v) } }),
  ),
  'volume-type': honoured(
    'the disk’s type',
    /^(gp2|gp3|io1|io2|standard)$/,
    'gp2, gp3, io1, io2 or standard, which a root disk may be',
    (v, d) => ({ disk: { ...d.disk, type: v } }),
  ),
  'volume-iops': honoured(
    'the disk’s I/O operations a second',
    /^[1-9]\d{2,5}$/,
    'a number from 100',
    (v, d) => ({ disk: { ...d.disk, iops: Number(v) } }),
  ),
  'volume-kms-key': kmsKey,
  'kms-key': kmsKey,
  'keypair-name': honoured(
    'the key pair, though nobody logs in: a machine has no inbound port',
    /^.{1,255}$/,
    'the name of a key pair',
    (v) => ({ keyPair: v }),
  ),
  userdata: honoured(
    'machines run it before what is ours; a path is from config.toml’s folder',
    /^.+$/,
    'the path of a file',
    (v) => ({ userDataFile: v }),
  ),
  endpoint: honoured(
    'where EC2 is called',
    /^(https:\/\/)?[a-z0-9.-]+(:\d+)?\/?$/i,
    'a host such as ec2.us-east-1.api.aws, or its address with https://',
    (v) => ({ endpoint: v.startsWith('https://') ? v : `https://${v}` }),
  ),
  retries: honoured(
    `calls of EC2 are tried again, at most ${MOST_RETRIES} times and for 30 s; the next tick asks again after that`,
    /^(-1|\d{1,3})$/,
    'a number, or -1 for none',
    (v) => ({ retries: Math.max(0, Math.min(Number(v), MOST_RETRIES)) }),
  ),
  monitoring: truth('detailed monitoring', (isSet) => ({ hasDetailedMonitoring: isSet })),
  'use-ebs-optimized-instance': truth('EBS optimization', (isSet) => ({ isEbsOptimized: isSet })),
  'private-address-only': truth('no public address: the subnet needs a NAT', (isSet) => ({
    hasPublicAddress: !isSet,
  })),
  'metadata-token': honoured(
    'IMDSv2 is always required, also where it says optional',
    /^(required|optional|no-preference)$/,
    'required or optional',
    () => ({}),
  ),
  'metadata-token-response-hop-limit': honoured(
    'as it is',
    /^([1-9]|[1-5]\d|6[0-4])$/,
    'a number from 1 to 64',
    (v) => ({ metadataHopLimit: Number(v) }),
  ),
  'use-private-address': ignored('machines call out, and nobody calls them'),
  'security-group-readonly': ignored('no group of yours is ever changed'),
  'block-duration-minutes': ignored('AWS ended spot blocks in 2022'),
  'encrypt-ebs-volume': ignored(ENCRYPTED),
  'volume-encrypted': ignored(ENCRYPTED),
  'use-fleet': ignored('a fleet is used always; it may choose from all types and subnets that are named'),
  'launch-template': replaced('the deployment makes launch templates of its own, from the other options'),
  'ssh-user': ignored(NO_SSH),
  'ssh-port': ignored(NO_SSH),
  'ssh-keypath': ignored(NO_SSH),
  'open-port': { verdict: 'ignored', because: NO_SSH, isList: true },
  'access-key': refused(NO_KEYS),
  'secret-key': refused(NO_KEYS),
  'session-token': refused(NO_KEYS),
  'insecure-transport': refused('EC2 is called over TLS: remove it'),
};

const NO_GROUP = 'is no group: say the option once for each, by its id, sg-…, or its name';

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const isTag = (key: string, text: string): boolean =>
  !/^aws:/i.test(key) && key.length <= 128 && text.length <= 256;
const NO_TAG =
  'is refused by EC2 at every launch: a tag’s key has 128 characters at most and does not begin with aws:, its value has 256';

/** The driver leaves out the last key if it has no value. */
function tagsOf(value: string): Record<string, string> {
  const parts = value.split(',');
  const pairs = parts.flatMap((key, index) => (index % 2 === 0 ? [[key, parts[index + 1]]] : []));
  return Object.fromEntries(pairs.filter(([, text]) => text !== undefined));
}
