import { dirname, resolve } from 'node:path';
import { readBytes } from '../../lib/config/file/text-file.ts';
import type { RunnerSettings, Settings } from '../../lib/config/settings.ts';
import { caScript } from '../../lib/machine/gitlab-ca.ts';
import { userDataSize } from '../../lib/machine/user-data.ts';

/**
 * What the files say that config.toml names for user data, by their names in it; their paths are from its folder. Beside
 * them there may be GitLab's CA.
 * Throws Error that names the runner if one cannot be read, or is none for cloud-init, or is too long.
 */
export function userDataFiles(
  { runners }: Settings,
  configFile: string,
  gitlabCa?: string,
): Map<string, Uint8Array> {
  const beside = gitlabCa === undefined ? [] : [Buffer.from(caScript(gitlabCa))];
  return new Map(
    runners.flatMap((runner) => {
      const { userDataFile } = runner.ec2;
      return userDataFile === undefined
        ? []
        : [[userDataFile, read(runner, resolve(dirname(configFile), userDataFile), beside)]];
    }),
  );
}

function read(runner: RunnerSettings, file: string, beside: readonly Uint8Array[]): Uint8Array {
  try {
    const content = readBytes(file);
    const { bytes, limit } = userDataSize(runner, ...beside, content);
    if (bytes <= limit) return content;
    throw new Error(
      `with it the user data has ${bytes} bytes, compressed as it is, and EC2 takes ${limit}. Have cloud-init fetch a part of it (#include and an address), or put it into an image.`,
    );
  } catch (error) {
    throw new Error(
      `runner "${runner.name}": amazonec2-userdata=${runner.ec2.userDataFile}: ${(error as Error).message}`,
    );
  }
}
