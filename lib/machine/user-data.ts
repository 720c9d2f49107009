import { gzipSync } from 'node:zlib';
import { multipart, packedPart, plainPart } from './multipart.ts';
import { machineScript } from './script.ts';

export interface UserDataSettings {
  /** Where the control plane answers machines. */
  readonly apiUrl: string;
  /** The AWS region that a machine signs its requests for. */
  readonly region: string;
  /** Of gitlab-runner, where the image has none. */
  readonly runnerVersion: string;
  /** Images that are pulled before a job asks for them. */
  readonly images: readonly string[];
  /** Where gitlab-runner is downloaded from, if not from GitLab. */
  readonly downloads?: string;
}

/**
 * Bytes of user data, before it is encoded for the API.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
 */
export const MOST_BYTES = 16_384;

/** https://docs.gitlab.com/runner/install/linux-manually/#using-binary-file */
const GITLABS_DOWNLOADS = 'https://s3.dualstack.us-east-1.amazonaws.com/gitlab-runner-downloads';

/**
 * What cloud-init runs at a machine's first boot: what the user wrote, if anything, and then ours. Throws Error if it
 * is more than EC2 takes, or if cloud-init knows no such file as the user's.
 *
 * It is a text for CloudFormation's `Fn::Sub` as well: it holds no `${` but what `settings` hold.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
 */
export function userData(settings: UserDataSettings, users?: Uint8Array): string {
  const ours = ourScript(settings);
  if (users === undefined) return ours;
  const text = multipart([packedPart(users), plainPart(ours)]);
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_BYTES) return text;
  throw new Error(
    `has ${users.byteLength} bytes, which make the user data ${bytes}, compressed as it is; EC2 takes ${MOST_BYTES}. Have cloud-init fetch a part of it (#include and an address), or put it into an image.`,
  );
}

/** Unpacks what all of a machine's units run, with its settings before it, and boots the machine. */
function ourScript(settings: UserDataSettings): string {
  return [
    '#!/bin/bash',
    'umask 077',
    'S="$BASTIONLESS_ROOT/run/bastionless"',
    'mkdir -p "$S"',
    "cat >\"$S/machine\" <<'END'",
    ...settingLines(settings),
    'END',
    "base64 -d <<'END' | gunzip >>\"$S/machine\" || shutdown -h now",
    ...base64Lines(gzipSync(machineScript(), { level: 9 })),
    'END',
    'exec bash "$S/machine" boot',
    '',
  ].join('\n');
}

function settingLines({ apiUrl, region, runnerVersion, images, downloads }: UserDataSettings): string[] {
  const variables = {
    API_URL: apiUrl,
    REGION: region,
    RUNNER_VERSION: runnerVersion,
    DOWNLOADS: downloads ?? GITLABS_DOWNLOADS,
    IMAGES: images.join(' '),
  };
  return Object.entries(variables).map(([name, value]) => `${name}=${quoteForShell(value)}`);
}

const BASE64_LINE = /.{1,76}/g;
const base64Lines = (bytes: Buffer): string[] => bytes.toString('base64').match(BASE64_LINE) ?? [];

function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
