import { createHash } from 'node:crypto';

/** Parts of a CloudFormation template. */
export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };
export type Resources = Readonly<Record<string, Resource>>;

export interface Resource {
  readonly Type: string;
  /** Name of the condition under which it is made. */
  readonly Condition?: string;
  readonly Properties: Readonly<Record<string, Json>>;
}

/**
 * A logical id for what is made for something with a name: the same as long as the name is, whatever stands
 * beside it in config.toml, since a changed id is a deleted and a new resource.
 */
export function logicalId(kind: string, name: string): string {
  const readable = name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  return `${kind}${readable}${createHash('sha256').update(name).digest('hex').slice(0, 6)}`;
}

/** Placeholders in a text for `sub`. */
export const placeholder = (name: string): string => `\${${name}}`;

export const ref = (id: string): Json => ({ Ref: id });
export const attribute = (id: string, name: string): Json => ({ 'Fn::GetAtt': [id, name] });
/** A text whose placeholders CloudFormation fills. */
export const sub = (text: string): Json => ({ 'Fn::Sub': text });
/** A part of a text for `sub` that stays as it is. */
export const literally = (text: string): string => text.replaceAll('${', '${!');

export function tagList(tags: Readonly<Record<string, string>>): Json {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** An IAM policy document. */
export function policy(statements: readonly Json[]): Json {
  return { Version: '2012-10-17', Statement: statements };
}

/** A role that a service of AWS takes on. */
export const roleOf = (service: Json, properties: Resource['Properties']): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: policy([
      { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' },
    ]),
    ...properties,
  },
});

export const PARTITION = placeholder('AWS::Partition');
export const REGION = placeholder('AWS::Region');
export const ACCOUNT = placeholder('AWS::AccountId');

/** EC2 in a role's trust: in China it has another name. https://github.com/kubernetes/kops/issues/27 */
export const EC2_PRINCIPAL: Json = sub(`ec2.${placeholder('AWS::URLSuffix')}`);
