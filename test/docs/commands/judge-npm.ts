import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { startCommand } from '../../../lib/local/arguments.ts';
import { parseOptions } from '../../bench/options.ts';
import { judgeBastionless, refusedBy } from './judge-bastionless.ts';

type Judge = (args: readonly string[]) => string | undefined | Promise<string | undefined>;

const KNOWN: Readonly<Record<string, string>> = JSON.parse(readFileSync('package.json', 'utf8')).scripts;

/** npm's scripts that take arguments. */
const SCRIPTS: Readonly<Record<string, Judge>> = {
  bastionless: judgeBastionless,
  start: (args) => refusedBy(startCommand(), args),
  bench: (args) => {
    const parsed = parseOptions(args);
    return parsed.kind === 'Wrong' ? parsed.message : undefined;
  },
  figures: (args) => flagsOf('test/docs/figures/main.ts', args),
  soak: (args) => flagsOf('test/soak/main.ts', args),
  'simulate:replay': (args) => flagsOf('test/soak/replay.ts', args),
  jest: (args) => args.find((arg) => arg.startsWith('test/') && !existsSync(arg)),
};

/** `npm ci`, `npm test`, `npm run -s NAME -- ARGUMENTS`: undefined if it can be run. */
export async function judgeNpm(words: readonly string[]): Promise<string | undefined> {
  const own = words.filter((word) => word !== 'run' && word !== '-s');
  const [name = '', dashes, ...args] = own;
  if (name === 'ci' && own.length === 1) return undefined;
  if (!(name in KNOWN)) return `there is no script ${name}`;
  if (dashes === undefined) return undefined;
  if (dashes !== '--') return `npm takes ${dashes} for its own: write -- before it`;
  return SCRIPTS[name] === undefined ? `${name} takes no arguments` : SCRIPTS[name](args);
}

/** Those that the help does not name. */
async function flagsOf(script: string, args: readonly string[]): Promise<string | undefined> {
  const help = await helpOf(script);
  const unknown = args.filter((arg) => arg.startsWith('--') && !help.includes(`${arg} `));
  return unknown.length === 0 ? undefined : `unknown: ${unknown.join(' ')}`;
}

const helps = new Map<string, Promise<string>>();

function helpOf(script: string): Promise<string> {
  const asked =
    helps.get(script) ??
    promisify(execFile)(process.execPath, [script, '--help']).then(({ stdout }) => stdout);
  helps.set(script, asked);
  return asked;
}
