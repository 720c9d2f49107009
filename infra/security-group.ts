import { SCALER_TAG } from '../lib/aws/tags.ts';
import type { RunnerSettings } from '../lib/config/settings.ts';
import { attribute, type Json, logicalId, type Resources, tagList } from './cloudformation.ts';

/** Where config.toml names no group. */
const UNNAMED = 'machines';

/**
 * Groups that config.toml names by id are used as they are. One that it names otherwise is docker-machine's, which
 * creates it and opens it to SSH and to Docker: machines need no inbound port here, so ours has none. It gets a
 * name of CloudFormation's, so that neither docker-machine's group nor one that replaces it stands in its way.
 */
export function securityGroupsOf(runner: RunnerSettings, scaler: string): Resources {
  return Object.fromEntries(
    ownGroups(runner).map((name) => [idOf(name, runner), group(name, runner, scaler)]),
  );
}

export function securityGroupIds(runner: RunnerSettings): Json {
  const named = runner.ec2.securityGroups.filter(isId);
  return [...named, ...ownGroups(runner).map((name) => attribute(idOf(name, runner), 'GroupId'))];
}

function ownGroups({ ec2: { securityGroups } }: RunnerSettings): readonly string[] {
  return securityGroups.length === 0 ? [UNNAMED] : securityGroups.filter((group) => !isId(group));
}

const isId = (group: string): boolean => /^sg-[0-9a-f]+$/.test(group);

/** Runners that name the same group in the same network share it. */
const idOf = (name: string, { ec2 }: RunnerSettings): string =>
  logicalId('SecurityGroup', ec2.vpcId === undefined ? name : `${name} ${ec2.vpcId}`);

function group(name: string, { ec2 }: RunnerSettings, scaler: string): Resources[string] {
  return {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: `Machines of ${scaler}: nothing comes in`,
      // Jobs fetch what they like. Said, because CloudFormation's default is the same but is not seen.
      SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }],
      Tags: tagList({ Name: `${scaler}-${name}`, [SCALER_TAG]: scaler }),
      // Without one, the account's default VPC.
      ...(ec2.vpcId === undefined ? {} : { VpcId: ec2.vpcId }),
    },
  };
}
