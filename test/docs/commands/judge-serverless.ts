import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

type CommandsSchema = ReadonlyMap<string, { readonly options: Readonly<Record<string, unknown>> }>;
const COMMANDS = load('serverless/lib/cli/commands-schema/aws-service') as CommandsSchema;
const SERVICE = readFileSync('serverless.yml', 'utf8');

/** The tests that run each command on moto. `invoke` runs a function, which moto cannot. */
const TESTED_IN: Readonly<Record<string, string | undefined>> = {
  deploy: 'test/aws/deploy/deployed-stage.ts',
  remove: 'test/aws/stage.test.ts',
};
const NOT_ON_MOTO = ['invoke'];

/** `npx serverless COMMAND --stage …`: undefined if it would do what it says. */
export function judgeServerless([program, name = '', ...args]: readonly string[]): string | undefined {
  if (program !== 'serverless') return `${program} is not what deploys`;
  const command = COMMANDS.get(name);
  if (command === undefined) return `there is no command ${name}`;
  const test = TESTED_IN[name];
  const isTested = test !== undefined && readFileSync(test, 'utf8').includes(`'${name}'`);
  if (!isTested && !NOT_ON_MOTO.includes(name)) return `no test runs ${name}`;
  const flags = args.filter((arg) => arg.startsWith('--')).map((arg) => arg.slice(2));
  const unknown = flags.find((flag) => !(flag in command.options));
  return unknown === undefined ? judgeValues(args) : `there is no --${unknown}`;
}

/** Parameters and functions are those of serverless.yml. */
function judgeValues(args: readonly string[]): string | undefined {
  const saidBy = (flag: string) => args[args.indexOf(flag) + 1]?.split('=')[0];
  for (const flag of ['--param', '--function'].filter((each) => args.includes(each))) {
    const isThere = new RegExp(`^ +${saidBy(flag)}:`, 'm').test(SERVICE);
    if (!isThere) return `serverless.yml knows no ${saidBy(flag)}`;
  }
  return undefined;
}
