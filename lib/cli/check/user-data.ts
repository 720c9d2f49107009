import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { wholeRunners } from '../../config/entries.ts';
import { readPart } from '../../config/executors.ts';
import { isOption, type Leaf, leaves, runnerTables } from '../../config/file/leaves.ts';
import { readBytes, UnreadableFile } from '../../config/file/text-file.ts';
import { showPath } from '../../config/file/toml.ts';
import { readGitlabCa } from '../../config/gitlab-ca.ts';
import type { Inspection } from '../../config/inspect.ts';
import { split } from '../../config/machine-options/parse.ts';
import type { Problem } from '../../config/problem.ts';
import type { RunnerSettings, Settings } from '../../config/settings.ts';
import { caScript } from '../../machine/gitlab-ca.ts';
import { userDataSize } from '../../machine/user-data.ts';

/** The files of amazonec2-userdata that cannot be read, that cloud-init does not know, that hold a secret, or that are too long. */
export function userDataProblems({ document, settings }: Inspection, file: string): Problem[] {
  const whole = settings === undefined ? [] : wholeRunners(settings);
  return runnerTables(readPart(document.value)).flatMap((entry, index) => {
    const option = leaves(entry, ['runners', index]).findLast(isUserData);
    if (option === undefined) return [];
    const path = resolve(dirname(file), split(String(option.value)).value);
    const message = complaintAbout(path, whole[index]);
    return message === undefined
      ? []
      : [{ path: showPath(option.path), line: document.lineOf(option.path), message }];
  });
}

/** Of a runner's user data, yours and what a machine needs, compressed. */
export interface UserDataSize {
  readonly runner: string;
  readonly bytes: number;
  /** What EC2 takes. */
  readonly limit: number;
}

/** Throws Error if one of the files is not there, or none for cloud-init. */
export function userDataSizes(settings: Settings | undefined, file: string): UserDataSize[] {
  if (settings === undefined) return [];
  const ca = readGitlabCa(settings, file);
  const beside = ca === undefined ? [] : [Buffer.from(caScript(ca))];
  return wholeRunners(settings).map((runner) => {
    const { userDataFile } = runner.ec2;
    const own = userDataFile === undefined ? [] : [readFileSync(resolve(dirname(file), userDataFile))];
    return { runner: runner.name, ...userDataSize(runner, ...beside, ...own) };
  });
}

function isUserData({ path, value }: Leaf): boolean {
  const option = split(String(value));
  return isOption(path) && option.flag === 'amazonec2-userdata' && option.value !== '';
}

function complaintAbout(path: string, runner: RunnerSettings | undefined): string | undefined {
  try {
    const content = readBytes(path);
    if (runner === undefined) return undefined;
    const { bytes, limit } = userDataSize(runner, content);
    return bytes <= limit ? undefined : tooLong(path, content.length, bytes, limit);
  } catch (error) {
    const { message } = error as Error;
    return error instanceof UnreadableFile ? `${message}: ${COPY_IT}` : `${path} ${message}`;
  }
}

const COPY_IT = 'copy it from the bastion, and name it by a path from config.toml’s folder';

const tooLong = (path: string, own: number, bytes: number, limit: number): string =>
  `${path} has ${own} bytes: with what a machine needs, compressed, that is ${bytes}, and EC2 takes ${limit}. ` +
  'Fetch the rest from S3 with the machine’s role, name it by #include, or put it on an image';
