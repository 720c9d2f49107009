import { ACCOUNT, type Json, PARTITION, REGION, sub } from './cloudformation.ts';

const ALIAS = /(^|:)(alias\/.+)$/;

/** A key that config.toml names, for a policy. Policies name keys by ARN; one that is named by an alias is known by having it. */
export function keyArn(key: string): Json {
  if (ALIAS.test(key)) return sub(`arn:${PARTITION}:kms:${REGION}:${ACCOUNT}:key/*`);
  return key.startsWith('arn:') ? key : sub(`arn:${PARTITION}:kms:${REGION}:${ACCOUNT}:key/${key}`);
}

export function aliasCondition(key: string): Record<string, Json> {
  const alias = ALIAS.exec(key)?.[2];
  return alias === undefined ? {} : { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } };
}
