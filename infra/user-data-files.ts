import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { RunnerSettings, Settings } from '../lib/config/settings.ts';
import { userData } from '../lib/machine/user-data.ts';

/** As long as they can be: what is filled in at the deployment is not known before. */
const LONGEST = {
  registerUrl: `https://${'x'.repeat(16)}.execute-api.ap-southeast-2.amazonaws.com.cn/machines/register`,
  region: 'ap-southeast-2',
};

/**
 * What the files say that config.toml names for user data, by their names in it; their paths are from its folder.
 * Throws Error that names the runner if one cannot be read, or is none for cloud-init, or is too long.
 */
export function userDataFiles({ runners }: Settings, configFile: string): Map<string, string> {
  return new Map(
    runners.flatMap((runner) => {
      const { userDataFile } = runner.ec2;
      return userDataFile === undefined
        ? []
        : [[userDataFile, read(runner, userDataFile, dirname(configFile))]];
    }),
  );
}

function read({ name }: RunnerSettings, file: string, folder: string): string {
  try {
    const bytes = readFileSync(resolve(folder, file));
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    userData(LONGEST, text);
    return text;
  } catch (error) {
    throw new Error(`runner "${name}": amazonec2-userdata=${file}: ${(error as Error).message}`);
  }
}
