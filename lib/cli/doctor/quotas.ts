import type { Market, RunnerSettings, Settings } from '../../config/settings.ts';
import { clientOptions, type Deployment } from '../deployment.ts';
import { troubleOf } from '../explain.ts';
import { type Finding, ok, warn } from '../finding.ts';
import { mostMachines } from './most-machines.ts';
import { describeTypes } from './types.ts';

/** https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html */
const QUOTAS: readonly (readonly [families: RegExp, Readonly<Record<Market['kind'], string>>])[] = [
  [/^(g|vt)\d/, { Spot: 'L-3819A6DF', OnDemand: 'L-DB2E81BA' }],
  [/^[acdhimrtz]\d/, { Spot: 'L-34B43A08', OnDemand: 'L-1216C47A' }],
];

/** vCPUs that the account may have at once, against those that all machines take. */
export async function quotaFindings(deployment: Deployment, settings: Settings): Promise<readonly Finding[]> {
  const types = await describeTypes(deployment, settings);
  const needs = new Map<string, { readonly market: Market['kind']; readonly vcpus: number }>();
  const findings: Finding[] = [];
  for (const runner of settings.runners) {
    const code = quotaOf(runner);
    if (code === undefined) {
      findings.push(warn('quota', `that of ${runner.ec2.instanceTypes.join(', ')} is not known here`));
      continue;
    }
    const { requirements, instanceTypes, market } = runner.ec2;
    const named = Math.max(0, ...instanceTypes.map((type) => types.get(type) ?? 0));
    const vcpus = (requirements?.vcpus.most ?? named) * mostMachines(runner, settings);
    needs.set(code, { market: market.kind, vcpus: (needs.get(code)?.vcpus ?? 0) + vcpus });
  }
  const compared = await Promise.all(
    [...needs].map(([code, need]) => compare(deployment, code, need.market, need.vcpus)),
  );
  return [...findings, ...compared];
}

function quotaOf({ ec2: { instanceTypes, market } }: RunnerSettings): string | undefined {
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
