import type { Deployment } from '../deployment/deployment.ts';
import { readSecret } from '../deployment/secrets.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';

export function secretFindings(deployment: Deployment): Promise<readonly Finding[]> {
  const { gitlabTokenParameter, webhookSecretParameter, stage } = deployment;
  const find = async (name: string): Promise<Finding> => {
    const secret = await readSecret(deployment, name);
    const todo = `bastionless init --stage ${stage}`;
    if (secret === undefined) return fail('SSM', `there is no parameter ${name}`, todo);
    if (secret.value === '') return fail('SSM', `${name} is empty`, todo);
    if (secret.type !== 'SecureString')
      return warn('SSM', `${name} is a ${secret.type}, so not encrypted`, todo);
    return ok('SSM', name);
  };
  return Promise.all([find(gitlabTokenParameter), find(webhookSecretParameter)]);
}
