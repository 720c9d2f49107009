import { type Command, InvalidArgumentError } from 'commander';
import { configFile } from '../config/config-file.ts';
import type { UnixSeconds } from '../scaler/state/time.ts';

export interface ConfigOption {
  readonly config: string;
}

export interface JsonOption {
  readonly json?: true;
}

/** Which deployment a command is about. */
export interface DeploymentOptions extends ConfigOption, JsonOption {
  readonly stage: string;
  /** None: that of the config.toml, which is where its stack is. */
  readonly region?: string;
}

export function withConfig(command: Command): Command {
  return command.option(
    '--config <file>',
    'the config.toml to read; BASTIONLESS_CONFIG names another',
    configFile,
  );
}

export function withJson(command: Command): Command {
  return command.option('--json', 'print one line of JSON');
}

/** For a command that is about a deployment: gives its action DeploymentOptions. */
export function withDeployment(command: Command): Command {
  command
    .option('--stage <name>', 'the stage, as in `serverless deploy --stage`', parseStage, 'dev')
    .option('--region <region>', 'the AWS region (default: that of the config.toml)', parseRegion);
  return withJson(withConfig(command));
}

export function parseTime(text: string): UnixSeconds {
  const time = Date.parse(text) / 1000;
  if (Number.isNaN(time))
    throw new InvalidArgumentError('It must be a time such as 2026-11-24T12:00:00+02:00.');
  return time;
}

/** A whole number from `least` on, and to `most` where there is one. */
export function parseCount(least: number, most = Number.POSITIVE_INFINITY): (text: string) => number {
  const range = Number.isFinite(most) ? `from ${least} to ${most}` : `${least} or more`;
  return (text) => {
    const count = Number(text);
    // GitLab.com's jobs have ids of eleven digits.
    if (/^\d+$/.test(text) && Number.isSafeInteger(count) && count >= least && count <= most) return count;
    throw new InvalidArgumentError(`It must be a whole number, ${range}.`);
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html */
export function parseStage(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be of letters, digits and dashes.');
}

function parseRegion(text: string): string {
  if (/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be a region such as eu-central-1.');
}

/** Without a slash at its end. */
export function parseUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return text.replace(/\/+$/, '');
  throw new InvalidArgumentError('It must be an address such as https://gitlab.example.com.');
}
