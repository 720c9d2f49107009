import type { Settings } from '../../config/settings.ts';
import type { StageInAws, Statement } from './statement.ts';
import { statementsFor } from './statements.ts';

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** The least policy of the one who deploys and removes a stage, in any region or account where none is said. */
export function deployerPolicy(
  stage: string,
  settings: Settings | undefined,
  { region, account = '*' }: { readonly region?: string; readonly account?: string } = {},
): PolicyDocument {
  const where = region ?? settings?.runners[0]?.ec2.region ?? '*';
  const inAws: StageInAws = {
    partition: partitionOf(where),
    region: where,
    account,
    scaler: `bastionless-${stage}`,
  };
  return { Version: '2012-10-17', Statement: statementsFor(inAws, settings) };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
