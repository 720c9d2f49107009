import { tooLarge } from '../ec2/disk.ts';
import { strangeRegion } from '../ec2/regions.ts';
import type { Ec2Settings } from '../ec2/settings.ts';
import type { KeyPath } from '../file/toml.ts';
import { parseMachineOptions } from '../machine-options/parse.ts';
import type { RunnerEntry } from '../schema/config.ts';
import { optionsOf } from '../translate/ec2-api-settings.ts';
import { launchSettings } from '../translate/launch-settings.ts';
import { type Check, complainIf } from './complaint.ts';

const ec2Of = (entry: RunnerEntry): Ec2Settings => launchSettings(optionsOf(entry), entry.bastionless);
const endpointOf = (entry: RunnerEntry) => parseMachineOptions(optionsOf(entry)).ec2Api.endpoint;

/** Where an option stands; if it is not set, where it would stand. */
function pathOf(entry: RunnerEntry, flag: string): KeyPath {
  const list = entry.executor === 'docker+machine' ? ['machine', 'MachineOptions'] : ['bastionless'];
  const index = optionsOf(entry).findLastIndex((option) => option.split('=')[0] === `amazonec2-${flag}`);
  if (index < 0) return list;
  if (entry.executor !== 'docker+machine') return [...list, 'machine_options', index];
  const { length } = entry.machine.MachineOptions;
  return index < length ? [...list, index] : ['machine', 'MachineOptionsWithName', index - length];
}

const isInARegionOfAws: Check = (entry) => {
  const { region } = ec2Of(entry);
  const strange = endpointOf(entry) === undefined ? strangeRegion(region) : undefined;
  const message = `amazonec2-region=${region} ${strange?.replace(/[^?]$/, '$&.')} If it is newer than this version, set amazonec2-endpoint too`;
  return complainIf(strange !== undefined, pathOf(entry, 'region'), message);
};

const isOfOneRegion: Check = (entry, [first = entry]) => {
  const [region, expected] = [ec2Of(entry).region, ec2Of(first).region];
  const message = `amazonec2-region must be the same for all runners (it is ${region}, and ${expected} for "${first.name}"): one deployment serves one region, deploy another stage`;
  return complainIf(region !== expected, pathOf(entry, 'region'), message);
};

const isOfOneEndpoint: Check = (entry, [first = entry]) => {
  const message = `amazonec2-endpoint must be the same for all runners, as for "${first.name}"`;
  return complainIf(endpointOf(entry) !== endpointOf(first), pathOf(entry, 'endpoint'), message);
};

/** The driver looked for a subnet of the zone in that VPC, and took the first that it was shown. */
const saysWhereInTheVpc: Check = (entry) => {
  const { vpcId, subnets, zone } = ec2Of(entry);
  const message = `amazonec2-vpc-id needs a subnet of it: set amazonec2-subnet-id, to the one of zone ${zone} that docker-machine found by itself`;
  return complainIf(vpcId !== undefined && subnets.length === 0, pathOf(entry, 'vpc-id'), message);
};

/** The fewest and the most for a type of disk. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EbsBlockDevice.html */
const IOPS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  gp3: [3000, 80_000],
  io1: [100, 64_000],
  io2: [100, 256_000],
};

const hasIopsWhereNeeded: Check = (entry) => {
  const { type, iops } = ec2Of(entry).disk;
  const message = `amazonec2-volume-type=${type} needs amazonec2-volume-iops`;
  return complainIf(/^io[12]$/.test(type) && iops === undefined, pathOf(entry, 'volume-type'), message);
};

const hasNoIopsInVain: Check = (entry) => {
  const { type, iops } = ec2Of(entry).disk;
  const message = `amazonec2-volume-iops is not for a disk of type ${type}: remove it, or take gp3, io1 or io2`;
  return complainIf(iops !== undefined && IOPS[type] === undefined, pathOf(entry, 'volume-iops'), message);
};

const hasIopsWithinItsType: Check = (entry) => {
  const { type, iops } = ec2Of(entry).disk;
  const [least, most] = IOPS[type] ?? [];
  if (iops === undefined || least === undefined || most === undefined) return undefined;
  const isOurs = entry.bastionless.disk_iops !== undefined;
  const path = isOurs ? ['bastionless', 'disk_iops'] : pathOf(entry, 'volume-iops');
  return complainIf(
    iops < least || iops > most,
    path,
    `must be ${least} to ${most} for a disk of type ${type}`,
  );
};

const hasADiskThatThereIs: Check = (entry) => {
  const message = tooLarge(ec2Of(entry).disk);
  return complainIf(message !== undefined, pathOf(entry, 'root-size'), `amazonec2-root-size ${message}`);
};

/** EC2 takes 50 of a resource, and these are ours: name, scaler, runner, project, launch. */
const MOST_TAGS = 50 - 5;

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const hasFewTags: Check = (entry) => {
  const message = `amazonec2-tags must be ${MOST_TAGS} at most: EC2 takes 50, and five are of bastionless`;
  return complainIf(Object.keys(ec2Of(entry).tags).length > MOST_TAGS, pathOf(entry, 'tags'), message);
};

const bidsSomething: Check = (entry) => {
  const { market } = ec2Of(entry);
  const bid = market.kind === 'Spot' ? market.maxPrice : undefined;
  const message = `amazonec2-spot-price=${bid} buys no machine: remove it, or name a price in dollars an hour`;
  return complainIf(bid !== undefined && !(Number(bid) > 0), pathOf(entry, 'spot-price'), message);
};

/** Checks of what is launched, by all runners together or by several keys of one. */
export const LAUNCH_CHECKS: readonly Check[] = [
  isInARegionOfAws,
  isOfOneRegion,
  isOfOneEndpoint,
  saysWhereInTheVpc,
  hasIopsWhereNeeded,
  hasNoIopsInVain,
  hasIopsWithinItsType,
  hasADiskThatThereIs,
  hasFewTags,
  bidsSomething,
];
