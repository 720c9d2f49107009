import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { resolved } from '../../infra/iam/resolve.ts';
import type { StandIn } from './recording-proxy.ts';

/** moto keeps the outputs that a stack had before its first change set, which are none: these are what CloudFormation would say. */
export function tellsOutputs(name: string): StandIn {
  const client = new CloudFormationClient();
  return async ({ action, input }) => {
    if (action !== 'DescribeStacks' || input['StackName'] !== name) return undefined;
    const [stacks, template, resources] = await Promise.all([
      client.send(new DescribeStacksCommand({ StackName: name })).catch(() => undefined),
      client.send(new GetTemplateCommand({ StackName: name })).catch(() => undefined),
      client.send(new ListStackResourcesCommand({ StackName: name })).catch(() => undefined),
    ]);
    const status = stacks?.Stacks?.[0]?.StackStatus;
    if (status === undefined) return undefined;
    const { Resources, Outputs } = JSON.parse(template?.TemplateBody ?? '{}');
    const physicalIds = Object.fromEntries(
      (resources?.StackResourceSummaries ?? []).map((one) => [one.LogicalResourceId, one.PhysicalResourceId]),
    );
    const outputs = Object.entries(Outputs as Record<string, { Value: unknown; Condition?: string }>)
      // Whether a condition holds is not known here.
      .filter(([, { Condition }]) => Condition === undefined)
      .map(([key, { Value }]) => [key, String(resolved(Value, { Resources, physicalIds }))] as const);
    return { headers: { 'content-type': 'text/xml' }, body: describedStack(name, status, outputs) };
  };
}

function describedStack(
  name: string,
  status: string,
  outputs: readonly (readonly [key: string, value: string])[],
): string {
  const members = outputs.map(
    ([key, value]) =>
      `<member><OutputKey>${key}</OutputKey><OutputValue>${value.replaceAll('&', '&amp;')}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>${name}</StackName><StackStatus>${status}</StackStatus><CreationTime>2026-11-24T00:00:00Z</CreationTime><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}
