import { gzipSync } from 'node:zlib';
import type { RunnerSettings } from '../config/settings.ts';
import { engineScript, machineVariables } from './engine.ts';
import { prefetchedImages } from './images.ts';
import { multipart, packedPart, plainPart } from './multipart.ts';
import { fetchScript, imageScript } from './script.ts';

/** Where a machine finds what it needs. */
interface Whereabouts {
  /** Where the control plane answers machines. */
  readonly apiUrl: string;
  /** The AWS region that a machine signs its requests for. */
  readonly region: string;
  /** Where gitlab-runner is downloaded from, if not from GitLab. */
  readonly downloads?: string;
}

/**
 * Bytes of user data, before it is encoded for the API.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
 */
const MOST_BYTES = 16_384;

/** https://docs.gitlab.com/runner/install/linux-manually/#using-binary-file */
const GITLABS_DOWNLOADS = 'https://s3.dualstack.us-east-1.amazonaws.com/gitlab-runner-downloads';

/** As long as they can be: what a deployment fills in is not known before. */
const LONGEST: Whereabouts = {
  apiUrl: `https://${'x'.repeat(16)}.execute-api.ap-southeast-2.amazonaws.com.cn/machines`,
  region: 'ap-southeast-2',
};

/**
 * What cloud-init runs at the first boot of a runner's machine: what Docker's engine is told, what else there is, the
 * user's own too unless it is empty, and then ours. Throws Error if cloud-init knows no such file as one of those.
 *
 * It is a text for CloudFormation's `Fn::Sub` as well: it holds no `${` but what `where` holds.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
 */
export function userDataOf(
  runner: RunnerSettings,
  where: Whereabouts,
  ...further: readonly Uint8Array[]
): string {
  const ours = ourScript(runner, where);
  const engine = engineScript(runner.engine);
  const files = further.filter(({ length }) => length > 0);
  const before = [...(engine === undefined ? [] : [Buffer.from(engine)]), ...files];
  return before.length === 0 ? ours : multipart([...before.map(packedPart), plainPart(ours)]);
}

/** Bytes of a runner's user data, and how many EC2 takes. Throws Error if cloud-init knows no such file as the user's. */
export function userDataSize(runner: RunnerSettings, ...further: readonly Uint8Array[]) {
  return { bytes: Buffer.byteLength(userDataOf(runner, LONGEST, ...further)), limit: MOST_BYTES };
}

/** Leaves the machine's settings where the script that it fetches is to follow them, and boots the machine. */
function ourScript(runner: RunnerSettings, where: Whereabouts): string {
  return [
    '#!/bin/bash',
    'S="$BASTIONLESS_ROOT/run/bastionless"',
    'mkdir -p -m 700 "$S"',
    'cat >"$S/machine" <<\'END\'',
    ...settingLines(runner, where),
    'END',
    '. "$S/machine"',
    fetchScript(),
  ].join('\n');
}

/** The user's variables first: one that is called as one of ours does not take its place. */
function settingLines(runner: RunnerSettings, { apiUrl, region, downloads }: Whereabouts): string[] {
  const { runnerVersion } = runner.software;
  return [
    ...assignments(machineVariables(runner.engine)).map((line) => `export ${line}`),
    ...assignments({ API_URL: apiUrl, REGION: region }),
    ...assignments(softwareVariables(runnerVersion, prefetchedImages(runner), downloads)),
  ];
}

/**
 * A script that installs into an image what machines would install at their boot. It holds no `${`.
 *
 * @param images those that it pulls
 */
export function softwareForImage(
  runnerVersion: string,
  images: readonly string[],
  downloads?: string,
): string {
  const settings = assignments(softwareVariables(runnerVersion, images, downloads));
  return [
    'set -e',
    'script="$(mktemp)"',
    'base64 -d <<\'END\' | gunzip >"$script"',
    ...base64Lines(gzipSync([...settings, imageScript()].join('\n'), { level: 9 })),
    'END',
    'bash "$script"',
    'rm "$script"',
    '',
  ].join('\n');
}

const softwareVariables = (
  runnerVersion: string,
  images: readonly string[],
  downloads: string | undefined,
) => ({
  RUNNER_VERSION: runnerVersion,
  DOWNLOADS: downloads ?? GITLABS_DOWNLOADS,
  IMAGES: images.join(' '),
});

const assignments = (variables: Readonly<Record<string, string>>): string[] =>
  Object.entries(variables).map(([name, value]) => `${name}=${quoteForShell(value)}`);

const BASE64_LINE = /.{1,76}/g;
const base64Lines = (bytes: Buffer): string[] => bytes.toString('base64').match(BASE64_LINE) ?? [];

function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
