import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseStage, withConfig } from '../options.ts';
import { PARAMETERS } from '../serverless/parameters.ts';
import type { ServerlessCommand, ServerlessOptions } from '../serverless/run.ts';

const COMMANDS: readonly (readonly [ServerlessCommand, string])[] = [
  ['deploy', 'make, or bring up to date, all that runs in AWS: what `serverless deploy` does in a clone'],
  ['remove', 'remove all of it again, machines first: what `serverless remove` does in a clone'],
  ['package', 'make what would be deployed, say where it is, and ask AWS for nothing that it can do without'],
];

export function registerServerless(program: Command): void {
  for (const [name, description] of COMMANDS) {
    withConfig(program.command(name).description(description))
      .option('--stage <name>', 'the stage: each is a deployment of its own', parseStage, 'dev')
      .addOption(
        new Option('--param <name=value>', 'a parameter, as below; may be repeated')
          .argParser(collect)
          .default([], 'none'),
      )
      .option('--aws-profile <name>', 'the AWS profile to use')
      .option('--verbose', 'tell each event of the stack')
      .addHelpText('after', PARAMETERS)
      .action(async (options: ServerlessOptions) => {
        const { serverless } = await import('../serverless/run.ts');
        process.exitCode = await serverless(name, options);
      });
  }
}

function collect(text: string, before: readonly string[]): readonly string[] {
  if (/^[a-z-]+=/.test(text)) return [...before, text];
  throw new InvalidArgumentError('It must be name=value, such as tracing=true.');
}
