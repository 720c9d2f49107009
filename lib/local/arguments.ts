import { Command, InvalidArgumentError, Option } from 'commander';
import { configFile } from '../config/config-file.ts';

export interface LocalArguments {
  readonly config: string;
  readonly port: number;
  readonly speed: number;
  readonly memory?: true;
}

const USUAL_PORT = 3000;

/** `npm start`. Its options are LocalArguments; it throws CommanderError once it has said what is wrong, or what there is. */
export function startCommand(): Command {
  return new Command('npm start --')
    .description('Runs the whole of bastionless on this computer: no AWS account, no GitLab.')
    .option('--config <file>', 'the config.toml to run with; BASTIONLESS_CONFIG names another', configFile)
    .addOption(
      new Option('--port <number>', 'the port to listen on; 0 is any that is free')
        .env('PORT')
        .argParser((text) => (text === '' ? USUAL_PORT : parsePort(text)))
        .default(USUAL_PORT),
    )
    .option('--speed <factor>', 'let the clock run so many times as fast, 0.1 to 1000', parseSpeed, 1)
    .option('--memory', 'keep nothing on disk: else the store is in .bastionless/')
    .addHelpText('after', '\nExample:\n  npm start -- --memory --speed 60')
    .exitOverride();
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a number from 0 to 65535.');
}

function parseSpeed(text: string): number {
  const speed = Number(text);
  if (text.trim() !== '' && speed >= 0.1 && speed <= 1000) return speed;
  throw new InvalidArgumentError('It must be a number from 0.1 to 1000.');
}
