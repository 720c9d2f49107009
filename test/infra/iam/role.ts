import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { IamRequest } from './requests.ts';
import { ACCOUNT } from './resolve.ts';

/** Does a role with these policies allow it? Throws if the request, or a policy, is none that AWS knows. */
export async function isAllowed(
  policies: readonly object[],
  { action, resource, context }: IamRequest,
): Promise<boolean> {
  const result = await runSimulation(
    {
      request: {
        action,
        principal: `arn:aws:iam::${ACCOUNT}:role/a-role`,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: context,
      },
      identityPolicies: policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === 'error')
    throw new Error(`${action} on ${resource}: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
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
