import { readFileSync } from 'node:fs';

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

/** What cloud-init runs at a machine's first boot. Throws if it is more than EC2 takes. */
export function userData(settings: UserDataSettings): string {
  return compose(settings, bootstrap());
}

/**
 * The user data as text for CloudFormation's `Fn::Sub`: placeholders such as `${AWS::Region}` in `settings` are
 * replaced by it, the shell's own `${…}` are not.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
 */
export function userDataTemplate(settings: UserDataSettings): string {
  return compose(settings, bootstrap().replaceAll('${', '${!'));
}

function compose({ registerUrl, region }: UserDataSettings, script: string): string {
  const text = [
    '#!/bin/bash',
    `REGISTER_URL=${quoteForShell(registerUrl)}`,
    `REGION=${quoteForShell(region)}`,
    script,
  ].join('\n');
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_BYTES) throw new Error(`The user data has ${bytes} bytes; EC2 takes ${MOST_BYTES}.`);
  return text;
}

function bootstrap(): string {
  return readFileSync(new URL('bootstrap.sh', import.meta.url), 'utf8').replace(/^#!.*\n/, '');
}

function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
