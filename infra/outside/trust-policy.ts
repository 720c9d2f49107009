import * as v from 'valibot';
import type { FoundRole } from '../machines/role.ts';

const Texts = v.union([v.string(), v.array(v.string())]);
const Statement = v.object({
  Effect: v.string(),
  Principal: v.union([v.string(), v.record(v.string(), Texts)]),
});
const Policy = v.object({ Statement: v.union([Statement, v.array(Statement)]) });

/** In China it has the other name. */
const EC2 = ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn'];

/**
 * Whom a role trusts, by its trust policy as IAM tells it: JSON in the encoding of URLs. What cannot be read trusts others.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html
 */
export function trustIn(document: string): FoundRole['trusts'] {
  const parsed = v.safeParse(Policy, json(document));
  if (!parsed.success) return 'Others';
  const allowing = [parsed.output.Statement].flat().filter(({ Effect }) => Effect === 'Allow');
  return allowing.every(({ Principal }) => isEc2(Principal)) ? 'EC2' : 'Others';
}

function isEc2(principal: v.InferOutput<typeof Statement>['Principal']): boolean {
  if (typeof principal === 'string') return false;
  return Object.entries(principal).every(
    ([kind, names]) => kind === 'Service' && [names].flat().every((name) => EC2.includes(name)),
  );
}

function json(document: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(document));
  } catch {
    return undefined;
  }
}
