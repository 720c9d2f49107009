import { SCALER_TAG } from '../../lib/aws/tags.ts';
import type { RunnerSettings } from '../../lib/config/settings.ts';
import { attribute, type Json, logicalId, type Resources, tagList } from '../cloudformation.ts';

/** Ids of the security groups that are there already, by what `groupKey` makes of their VPC and name. */
export type FoundGroups = ReadonlyMap<string, string>;

export interface NamedGroup {
  readonly name: string;
  /** Undefined: the default VPC. */
  readonly vpcId: string | undefined;
}

export const groupKey = ({ name, vpcId }: NamedGroup): string =>
  vpcId === undefined ? name : `${name} ${vpcId}`;

/** The groups that config.toml names otherwise than by id. */
export function namedGroups({ ec2: { securityGroups, vpcId } }: RunnerSettings): NamedGroup[] {
  return securityGroups.filter((group) => !isId(group)).map((name) => ({ name, vpcId }));
}

/**
 * Groups that config.toml names by id are used as they are, and so is one of the name that it says, which other
 * things in the VPC may let in. docker-machine creates one that is missing and opens it to SSH and to Docker: machines
 * need no inbound port here, so ours has none. It gets a name of CloudFormation's, so that a group that is created
 * later, by docker-machine or as its replacement, does not stand in its way.
 */
export function securityGroupsOf(runner: RunnerSettings, scaler: string, found: FoundGroups): Resources {
  const missing = namedGroups(runner).filter((group) => !found.has(groupKey(group)));
  return Object.fromEntries(missing.map((named) => [idOf(named), group(named, scaler)]));
}

export function securityGroupIds(runner: RunnerSettings, found: FoundGroups): Json {
  const { securityGroups, vpcId } = runner.ec2;
  return securityGroups.map((name) => {
    if (isId(name)) return name;
    return found.get(groupKey({ name, vpcId })) ?? attribute(idOf({ name, vpcId }), 'GroupId');
  });
}

const isId = (group: string): boolean => /^sg-[0-9a-f]+$/.test(group);

/** Runners that name the same group in the same network share it. */
const idOf = (named: NamedGroup): string => logicalId('SecurityGroup', groupKey(named));

function group({ name, vpcId }: NamedGroup, scaler: string): Resources[string] {
  return {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: `Machines of ${scaler}: nothing comes in`,
      // Jobs fetch what they like, by IPv6 too where the network has it.
      SecurityGroupEgress: [
        { IpProtocol: '-1', CidrIp: '0.0.0.0/0' },
        { IpProtocol: '-1', CidrIpv6: '::/0' },
      ],
      Tags: tagList({ Name: `${scaler}-${name}`, [SCALER_TAG]: scaler }),
      // Without one, the account's default VPC.
      ...(vpcId === undefined ? {} : { VpcId: vpcId }),
    },
  };
}
