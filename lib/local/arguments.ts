import { parseArgs } from 'node:util';
import { configFile } from '../config/config-file.ts';

export const USAGE = `Runs the whole of bastionless on this computer: no AWS account, no GitLab.

  npm start -- [--config FILE] [--port N] [--speed N] [--memory]

  --config FILE  the config.toml to run with (default: that of BASTIONLESS_CONFIG, or config.toml)
  --port N       the port to listen on; 0 is any that is free (default: that of PORT, or 3000)
  --speed N      let the clock run N times as fast, 0.1 to 1000 (default: 1)
  --memory       keep nothing on disk (default: the store lives in .bastionless/)
  -h, --help     say this
`;

export interface LocalArguments {
  readonly config: string;
  readonly speed: number;
  readonly memory: boolean;
  readonly port: number;
}

/** `Wrong` says what is wrong with the command line. */
type Parsed =
  | { readonly kind: 'Run'; readonly args: LocalArguments }
  | { readonly kind: 'Help' }
  | { readonly kind: 'Wrong'; readonly message: string };

export function parseArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Parsed {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        config: { type: 'string', default: configFile },
        port: { type: 'string', default: env['PORT'] || '3000' },
        speed: { type: 'string', default: '1' },
        memory: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'Help' };
    const speed = numberWithin('--speed', values.speed, 0.1, 1000);
    const port = numberWithin('--port', values.port, 0, 65_535);
    if (!Number.isInteger(port)) throw new Error(`--port must be a whole number (it is "${values.port}")`);
    return { kind: 'Run', args: { config: values.config, speed, memory: values.memory, port } };
  } catch (error) {
    return { kind: 'Wrong', message: (error as Error).message };
  }
}

function numberWithin(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new Error(`${name} must be a number from ${least} to ${most} (it is "${text}")`);
}
