import type { Market } from '../../../config/ec2/settings.ts';
import type { RunnerSettings, Settings } from '../../../config/settings.ts';
import { clientOptions, type Deployment } from '../../deployment/deployment.ts';
import { troubleOf } from '../../explain.ts';
import { type Finding, ok, warn } from '../../finding.ts';
import { mostVcpus } from './most-vcpus.ts';
import { vcpusOfTypes } from './type-vcpus.ts';

/** https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html */
const QUOTAS: readonly (readonly [families: RegExp, Readonly<Record<Market['kind'], string>>])[] = [
  [/^(g|vt)\d/, { Spot: 'L-3819A6DF', OnDemand: 'L-DB2E81BA' }],
  [/^([acdhimrtz]|i[ms])\d/, { Spot: 'L-34B43A08', OnDemand: 'L-1216C47A' }],
];

/** vCPUs that the account may have at once, against those that all machines take. */
export async function quotaFindings(deployment: Deployment, settings: Settings): Promise<readonly Finding[]> {
  const types = await vcpusOfTypes(deployment, settings);
  const byCode = Map.groupBy(settings.runners, quotaOf);
  const compared = [...byCode].map(([code, runners]) => {
    const [first] = runners;
    if (code === undefined || first === undefined) {
      const names = runners.flatMap(({ ec2 }) => ec2.instanceTypes).join(', ');
      return warn('quota', `that of ${names} is not known here`);
    }
    const demands = runners.map((runner) => ({ runner, vcpus: vcpusOf(runner, types) }));
    return compare(deployment, code, first.ec2.market.kind, mostVcpus(demands, settings.concurrent));
  });
  return Promise.all(compared);
}

/** Of the largest machine that it may have. */
function vcpusOf(
  { ec2: { requirements, instanceTypes } }: RunnerSettings,
  types: ReadonlyMap<string, number>,
): number {
  return requirements?.vcpus.most ?? Math.max(0, ...instanceTypes.map((type) => types.get(type) ?? 0));
}

/** Undefined for a family that has a quota of its own. */
export function quotaOf({ ec2: { instanceTypes, market } }: Pick<RunnerSettings, 'ec2'>): string | undefined {
  return QUOTAS.find(([families]) => families.test(instanceTypes[0]))?.[1][market.kind];
}

async function compare(
  deployment: Deployment,
  QuotaCode: string,
  market: Market['kind'],
  vcpus: number,
): Promise<Finding> {
  const check = market === 'Spot' ? 'spot quota' : 'on-demand quota';
  const { GetServiceQuotaCommand, ServiceQuotasClient } = await import('@aws-sdk/client-service-quotas');
  const client = new ServiceQuotasClient(clientOptions(deployment));
  try {
    const { Quota } = await client.send(new GetServiceQuotaCommand({ ServiceCode: 'ec2', QuotaCode }));
    const most = Quota?.Value ?? 0;
    const found = `${most} vCPUs (${QuotaCode}); the machines take up to ${vcpus}`;
    if (most >= vcpus) return ok(check, found);
    return warn(
      check,
      found,
      `Ask for more: aws service-quotas request-service-quota-increase --service-code ec2 --quota-code ${QuotaCode} --desired-value ${vcpus}`,
    );
  } catch (error) {
    const { message, todo } = troubleOf(error);
    return warn(
      check,
      `${QuotaCode} could not be read (${message}); the machines take up to ${vcpus} vCPUs`,
      todo,
    );
  } finally {
    client.destroy();
  }
}
