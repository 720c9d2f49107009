import type { Settings } from '../../config/settings.ts';
import type { Place, Statement } from './statement.ts';
import { statementsFor } from './statements.ts';

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/**
 * The least policy of the one who deploys and removes a stage.
 * @param place what is not said of it is any
 */
export function deployerPolicy(
  stage: string,
  settings: Settings | undefined,
  { region, account = '*' }: { readonly region?: string; readonly account?: string } = {},
): PolicyDocument {
  const where = region ?? settings?.runners[0]?.ec2.region ?? '*';
  const place: Place = {
    partition: partitionOf(where),
    region: where,
    account,
    scaler: `bastionless-${stage}`,
  };
  return { Version: '2012-10-17', Statement: statementsFor(place, settings) };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
