import { refuseLongPolicies } from './policy-size.ts';
import type { Serverless } from './serverless.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const MOST_OF_A_FUNCTION_NAME = 64;

/**
 * What AWS would refuse for its length, in the middle of a deployment. All other names are CloudFormation's, or may be
 * longer. Throws an Error that says what is too long.
 */
export function refuseTooLarge({ service }: Pick<Serverless, 'service'>): void {
  const names = Object.values(service.functions).map(({ name }) => name);
  const longest = names.reduce((one, other) => (other.length > one.length ? other : one), '');
  const over = longest.length - MOST_OF_A_FUNCTION_NAME;
  if (over > 0) {
    throw new Error(
      `the name of the function ${longest} has ${longest.length} characters, and Lambda takes ` +
        `${MOST_OF_A_FUNCTION_NAME}: choose a --stage that is ${over} shorter.`,
    );
  }
  refuseLongPolicies(service.provider.compiledCloudFormationTemplate);
}
