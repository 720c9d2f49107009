import type { Serverless } from './serverless.ts';

const POLICY = /^arn:aws[\w-]*:iam::(\d{12}|aws):policy\/.+$/;

/**
 * Gives each role that is made the permissions boundary that `--param permissions-boundary` names: there are accounts that
 * let nobody make a role without one. Throws an Error if it is no policy's ARN.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function boundRoles({ service: { custom, provider } }: Pick<Serverless, 'service'>): void {
  const { permissionsBoundary: PermissionsBoundary } = custom;
  if (PermissionsBoundary === '') return;
  if (!POLICY.test(PermissionsBoundary)) {
    throw new Error(
      `--param permissions-boundary must be the ARN of a policy (it is "${PermissionsBoundary}").`,
    );
  }
  for (const { Type, Properties } of Object.values(provider.compiledCloudFormationTemplate.Resources)) {
    if (Type === 'AWS::IAM::Role') Object.assign(Properties ?? {}, { PermissionsBoundary });
  }
}
