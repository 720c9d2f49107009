import {
  type _InstanceType,
  CreateFleetCommand,
  type EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { Market } from '../../config/ec2/settings.ts';
import type { RunnerSettings } from '../../config/settings.ts';
import { marketsOf } from './launch-call.ts';
import { type LaunchRequest, launchRequest } from './launch-request.ts';
import { oneSubnetForEachZone } from './launch-subnets.ts';
import type { LaunchTemplates } from './launch-templates.ts';

interface DryRun {
  readonly client: EC2Client;
  readonly scaler: string;
  readonly launchTemplates: LaunchTemplates;
}

/** What EC2 says of a launch that it is not to make. */
export interface DryRunAnswer {
  readonly runner: string;
  readonly market: Market['kind'];
  readonly call: LaunchRequest['call'];
  /** `DryRunOperation`: it would be allowed. `UnauthorizedOperation`: it would not. */
  readonly code: string;
  readonly message: string;
}

/**
 * Asks EC2 whether its caller may launch: for each runner and market by the call that a launch is, and, where that is a
 * fleet, by RunInstances as well, for which EC2 checks the caller of a fleet too. Nothing is launched.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFleet.html
 */
export async function dryRunLaunches(
  of: DryRun,
  runners: readonly RunnerSettings[],
): Promise<readonly DryRunAnswer[]> {
  const answers: DryRunAnswer[] = [];
  for (const runner of runners) {
    for (const market of marketsOf(runner.ec2)) answers.push(...(await dryRunOf(of, runner, market)));
  }
  return answers;
}

async function dryRunOf(
  { client, scaler, launchTemplates }: DryRun,
  runner: RunnerSettings,
  market: Market['kind'],
): Promise<DryRunAnswer[]> {
  const template = launchTemplates[runner.name]?.[market] ?? 'lt-0';
  const launch = { id: `dry-run-${Date.now().toString(36)}`, count: 1, market, at: Date.now() / 1000 };
  const subnets = await oneSubnetForEachZone(client, runner.ec2.subnets);
  const { call, input } = launchRequest({ launch, runner, subnets, scaler }, template);
  const answer = async (asked: DryRunAnswer['call'], send: () => Promise<unknown>) => ({
    ...{ runner: runner.name, market, call: asked },
    ...(await refusalOf(send)),
  });
  if (call === 'RunInstances') {
    return [await answer(call, () => client.send(new RunInstancesCommand({ ...input, DryRun: true })))];
  }
  const alone = new RunInstancesCommand({
    LaunchTemplate: { LaunchTemplateId: template },
    ...(runner.ec2.requirements !== undefined && {
      InstanceType: runner.ec2.instanceTypes[0] as _InstanceType,
    }),
    MinCount: 1,
    MaxCount: 1,
    TagSpecifications: input.TagSpecifications?.filter(({ ResourceType }) => ResourceType === 'instance'),
    ...(market === 'Spot' && { InstanceMarketOptions: { MarketType: 'spot' } }),
    ...(subnets[0] !== undefined && { NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: subnets[0] }] }),
    DryRun: true,
  });
  return [
    await answer(call, () => client.send(new CreateFleetCommand({ ...input, DryRun: true }))),
    await answer('RunInstances', () => client.send(alone)),
  ];
}

/** A dry run is always answered with an error. */
async function refusalOf(send: () => Promise<unknown>): Promise<Pick<DryRunAnswer, 'code' | 'message'>> {
  try {
    await send();
    return { code: 'None', message: 'EC2 answered as if it were no dry run' };
  } catch (error) {
    const { name, message } = error as Error;
    return { code: name, message };
  }
}
