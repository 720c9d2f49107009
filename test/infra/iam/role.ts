import { runSimulation, runUnsafeSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { IamRequest } from './requests.ts';
import { ACCOUNT } from './resolve.ts';

/**
 * What AWS asks of its callers beyond the lists that the simulator is made from: of CreateFleet more resources, of API
 * Gateway version 2, and of any call the instance that signed it.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-source-instance
 */
const isBeyondTheLists = ({ action, context }: IamRequest): boolean =>
  action === 'ec2:CreateFleet' || action.startsWith('apigateway:') || 'ec2:SourceInstanceARN' in context;

/** Does a role with these policies allow it? Throws if the request, or a policy, is none that AWS knows. */
async function isAllowed(policies: readonly object[], asked: IamRequest): Promise<boolean> {
  if (isBeyondTheLists(asked)) {
    return runUnsafeSimulation(simulationOf(policies, asked), {}) === 'Allowed';
  }
  const result = await runSimulation(simulationOf(policies, asked), {});
  if (result.resultType === 'error')
    throw new Error(`${asked.action} on ${asked.resource}: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
}

function simulationOf(policies: readonly object[], { action, resource, context }: IamRequest): Simulation {
  return {
    request: {
      action,
      principal: `arn:aws:iam::${ACCOUNT}:role/a-role`,
      resource: { resource, accountId: ACCOUNT },
      contextVariables: context,
    },
    identityPolicies: policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
}

/** Those that the policies do not allow, for people. */
export async function deniedOf(
  policies: readonly object[],
  requests: readonly IamRequest[],
): Promise<string[]> {
  const verdicts = await Promise.all(requests.map((request) => isAllowed(policies, request)));
  return requests.filter((_, index) => !verdicts[index]).map(shown);
}

/** Those that the policies allow, for people. */
export async function allowedOf(
  policies: readonly object[],
  requests: readonly IamRequest[],
): Promise<string[]> {
  const verdicts = await Promise.all(requests.map((request) => isAllowed(policies, request)));
  return requests.filter((_, index) => verdicts[index]).map(shown);
}

const shown = ({ action, resource, context }: IamRequest): string =>
  `${action} on ${resource}${Object.keys(context).length === 0 ? '' : ` with ${JSON.stringify(context)}`}`;
