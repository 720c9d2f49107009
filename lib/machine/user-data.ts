import { readFileSync } from 'node:fs';
import { encodedPart, multipart, plainPart } from './multipart.ts';

export interface UserDataSettings {
  /** Where a machine asks for its runner. */
  readonly registerUrl: string;
  /** The AWS region that a machine signs its request for. */
  readonly region: string;
}

/**
 * Bytes of user data, before it is encoded for the API.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
 */
const MOST_BYTES = 16_384;

/**
 * What cloud-init runs at a machine's first boot: what the user wrote, if anything, and then ours. Throws Error if it
 * is more than EC2 takes, or if cloud-init knows no such file as the user's.
 */
export function userData(settings: UserDataSettings, users?: string): string {
  const text = compose(settings, bootstrap(), users);
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_BYTES) return text;
  const share = users === undefined ? '' : `, ${Buffer.byteLength(users)} of them of yours`;
  throw new Error(`The user data has ${bytes} bytes${share}; EC2 takes ${MOST_BYTES}.`);
}

/**
 * The user data as text for CloudFormation's `Fn::Sub`: placeholders such as `${AWS::Region}` in `settings` are
 * replaced by it, the shell's own `${…}` are not.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
 */
export function userDataTemplate(settings: UserDataSettings, users?: string): string {
  userData(settings, users);
  return compose(settings, bootstrap().replaceAll('${', '${!'), users);
}

function compose({ registerUrl, region }: UserDataSettings, script: string, users?: string): string {
  const ours = [
    '#!/bin/bash',
    `REGISTER_URL=${quoteForShell(registerUrl)}`,
    `REGION=${quoteForShell(region)}`,
    script,
  ].join('\n');
  return users === undefined ? ours : multipart([encodedPart(users), plainPart(ours)]);
}

function bootstrap(): string {
  return readFileSync(new URL('bootstrap.sh', import.meta.url), 'utf8').replace(/^#!.*\n/, '');
}

function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
