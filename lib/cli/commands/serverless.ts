import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseStage, withConfig } from '../options.ts';
import { PARAMETERS } from '../serverless/parameters.ts';
import type { ServerlessCommand, ServerlessOptions } from '../serverless/run.ts';

const COMMANDS: readonly (readonly [ServerlessCommand, string])[] = [
  ['deploy', 'create or update everything in AWS, as `serverless deploy` does in a clone'],
  ['remove', 'remove everything again, machines first, as `serverless remove` does in a clone'],
  ['package', 'make what would be deployed, without AWS where possible, and say where it is'],
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
      .option('--verbose', 'show each event of the stack')
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
