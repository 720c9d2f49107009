/** Part of an IAM policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Where a stage is, and what its parts are called. `*` for what is not said. */
export interface StageInAws {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** The stack's name: CloudFormation and serverless.yml begin all others with it. */
  readonly scaler: string;
}

export const arnOf = (
  { partition, region, account }: StageInAws,
  service: string,
  resource: string,
): string => `arn:${partition}:${service}:${region}:${account}:${resource}`;

export const prefixed = (service: string, actions: readonly string[]): string[] =>
  actions.map((action) => `${service}:${action}`);

export const allow = (Sid: string, Action: readonly string[], Resource: readonly string[]): Statement => ({
  ...{ Sid, Effect: 'Allow', Action, Resource },
});
