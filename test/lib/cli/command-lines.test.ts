import type { Command } from 'commander';
import { createProgram } from '../../../lib/cli/program.ts';
import { aFolderOfFiles } from './a-folder-of-files.ts';
import { bastionless, bastionlessWith } from './bastionless.ts';

/** A command line, its exit code, and how the first line begins of what is wrong, or of the answer. */
const LINES: readonly (readonly [line: string, code: number, says: string])[] = [
  ['--help', 0, 'Usage: bastionless [options] [command]'],
  ['--version', 0, '0.1.0'],
  ['help check', 0, 'Usage: bastionless check [options] [config.toml]'],
  ['help nope', 2, "error: unknown command 'nope'"],
  ['help webhook add', 0, 'Usage: bastionless webhook add [options] [project...]'],
  ['help webhook nope', 2, "error: unknown command 'nope'"],
  ['nope --help', 2, "error: unknown command 'nope'"],
  ['webhook nope --help', 2, "error: unknown command 'nope'"],
  ['webhook --help', 0, 'Usage: bastionless webhook [options] [command]'],
  ['chek --all --help', 2, "error: unknown command 'chek'"],
  ['help keep machine-1', 0, 'Usage: bastionless keep [options] <machine>'],
  ['webhook help nope', 2, "error: unknown command 'nope'"],
  ['check', 0, 'all runners'],
  ['check --all', 0, 'all runners'],
  ['check --json', 0, '{"ok":true,"keys":[{"path":"concurrent","line":2,'],
  ['check bom.toml', 0, 'all runners'],
  ['check windows.toml', 0, 'all runners'],
  ['check bastion.toml', 1, 'all runners'],
  ['check --fix bastion.toml', 1, 'fixed: bastion.toml:17: runners[0].cache.AccessKey: is removed'],
  ['check --fix --json fixable.toml', 0, '{"ok":true,"keys":['],
  ['check --fix fixable.toml', 0, 'all runners'],
  ['check none.toml', 1, 'error: there is no file none.toml'],
  ['check a-folder', 1, 'error: a-folder is a folder, not a file'],
  ['check empty.toml', 1, 'error: empty.toml is empty'],
  ['check binary.toml', 1, 'error: binary.toml is not a text file'],
  ['check latin1.toml', 1, 'error: latin1.toml is not in UTF-8: save it in that encoding'],
  ['check broken.toml', 1, 'error: broken.toml:1: this is not TOML: Unspecified values are invalid'],
  ['check wrong.toml', 1, 'all runners'],
  [
    'check config.toml config.toml',
    2,
    "error: too many arguments for 'check'. Expected 1 argument but got 2: config.toml, config.toml.",
  ],
  ['check --al', 2, "error: unknown option '--al'"],
  ['check --all --json', 2, 'error: --all has no effect with --json: leave it out.'],
  ['chek', 2, "error: unknown command 'chek'"],
  [
    'deploy --param tracing',
    2,
    "error: option '--param <name=value>' argument 'tracing' is invalid. It must be name=value, such as tracing=true.",
  ],
  [
    'remove --stage a/b',
    2,
    "error: option '--stage <name>' argument 'a/b' is invalid. It must be of letters, digits and dashes.",
  ],
  ['package --all', 2, "error: unknown option '--all'"],
  ['deployer-policy', 0, '{'],
  ['deployer-policy --stage prod --json', 0, '{"Version":"2012-10-17","Statement":[{"Sid":"Stack",'],
  [
    'deployer-policy --account 12',
    2,
    "error: option '--account <id>' argument '12' is invalid. It must be the twelve digits of an account.",
  ],
  ['policy', 0, 'runner                 IdleCount  IdleTime  lookahead   period'],
  [
    'policy --at 2026-11-24T22:00:00+02:00',
    0,
    'runner                 IdleCount  IdleTime  lookahead   period',
  ],
  ['policy --hours 24 --json', 0, '{"runners":[{"name":"gitlab-aws-autoscaler","idleCount":0,'],
  [
    'policy --at soon',
    2,
    "error: option '--at <time>' argument 'soon' is invalid. It must be a time such as 2026-11-24T12:00:00+02:00.",
  ],
  [
    'policy --hours 0',
    2,
    "error: option '--hours <count>' argument '0' is invalid. It must be a number above 0, and 8784 at most: a year.",
  ],
  [
    'policy --hours 9000',
    2,
    "error: option '--hours <count>' argument '9000' is invalid. It must be a number above 0, and 8784 at most: a year.",
  ],
  ['policy --config none.toml', 1, 'error: there is no file none.toml'],
  ['plan --state state.json --at 2026-11-24T10:05:00Z', 0, 'do      machines                     why'],
  [
    'plan --state state.json --at 2026-11-24T10:05:00Z --json',
    0,
    '{"create":[{"runner":"gitlab-aws-autoscaler","count":1,"reasons":["2 jobs waiting, 1 machine available"]}],"remove":[],"retire":[],"held":[]}',
  ],
  ['plan', 2, "error: required option '--state <file>' not specified"],
  ['plan --state none.json', 1, 'error: there is no file none.json'],
  ['plan --state typo.json', 1, 'error: typo.json: job: is not a known key'],
  ['plan --state twice.json', 1, 'error: twice.json: jobs: must not hold one twice'],
  ['simulate --prices typo.json', 1, 'error: typo.json: job: is not a known key'],
  ['plan --state list.json', 1, 'error: list.json: it must hold a JSON object, {…} (it is a list)'],
  ['plan --state half.json', 1, 'error: half.json: machines.0.runner: is missing'],
  [
    'plan --state jobs.csv',
    1,
    'error: jobs.csv: it is not JSON: Unexpected token \'q\', "queued_at,"... is not valid JSON',
  ],
  [
    'simulate --days 0.1 --per-day 50 --compare none',
    0,
    'office: 50 jobs a day, people push on weekdays, most at 10:30 and 15:00',
  ],
  ['simulate --jobs jobs.csv --days 0.1 --compare none --json', 0, '{"bastionless":{"jobs":1,'],
  ['simulate --jobs jobs.csv --days 0.1 --compare none --html report.html', 0, 'jobs.csv: 1 job'],
  [
    'simulate --workload offic',
    2,
    "error: option '--workload <name>' argument 'offic' is invalid. \"offic\" is not known: did you mean office? There are office, nightly, bursty, steady, staged.",
  ],
  [
    'simulate --days 0',
    2,
    "error: option '--days <count>' argument '0' is invalid. It must be a number above 0, and 366 at most (it is \"0\").",
  ],
  [
    'simulate --per-day many',
    2,
    "error: option '--per-day <jobs>' argument 'many' is invalid. It must be a number above 0, and 1000000 at most (it is \"many\").",
  ],
  [
    'simulate --jobs none.csv',
    1,
    'error: there is no file none.csv: bastionless export makes one of jobs in GitLab',
  ],
  ['simulate --jobs latin1.csv', 1, 'error: latin1.csv is not in UTF-8: save it in that encoding'],
  [
    'simulate --jobs no-header.csv',
    1,
    'error: no-header.csv: line 1: there is no column queued_at: the first line must be a header, as in queued_at,duration_s,tags',
  ],
  [
    'simulate --jobs bad-time.csv',
    1,
    'error: bad-time.csv: line 2: queued_at is "yesterday": it must be a time such as 2026-11-23T09:30:00Z, or seconds since 1970',
  ],
  ['simulate --jobs jobs.csv --per-day 3', 2, 'error: --per-day has no effect with --jobs: leave it out.'],
  ['simulate --tune --svg x.svg', 2, 'error: --svg has no effect with --tune: leave it out.'],
  ['simulate --p95 30', 2, 'error: --p95 has no effect without --tune: leave it out.'],
  [
    'simulate --compare mine',
    2,
    "error: option '--compare <names>' argument 'mine' is invalid. \"mine\" is not known. There are docker-machine,",
  ],
  [
    'simulate --compare docker-machin',
    2,
    "error: option '--compare <names>' argument 'docker-machin' is invalid. \"docker-machin\" is not known: did you mean docker-machine?",
  ],
  [
    'simulate --boot soon',
    2,
    "error: option '--boot <seconds>' argument 'soon' is invalid. It must be seconds from 2 to 3600, as 30, or as 22-42 (it is \"soon\").",
  ],
  [
    'simulate --seed -1',
    2,
    "error: option '--seed <number>' argument '-1' is invalid. It must be a whole number from 0 to 4294967295 (it is \"-1\").",
  ],
  ['simulate --prices list.json', 1, 'error: list.json: it must hold a JSON object, {…} (it is a list)'],
  ['prices --config none.toml', 1, 'error: there is no file none.toml'],
  ['simulate --html nowhere/report.html', 1, 'error: there is no folder nowhere to write report.html to'],
  [
    'simulate --html config.toml/report.html',
    1,
    'error: config.toml is a file, not a folder to write report.html to',
  ],
  ['move bastion.toml --to moved.toml', 0, 'to correct before it can be deployed'],
  ['move bastion.toml --to moved.toml --json', 1, 'error: moved.toml exists already.'],
  ['move none.toml --to moved.toml', 1, 'error: there is no file none.toml'],
  ['move bastion.toml --to bastion.toml', 1, 'error: the file of the bastion must stay as it is.'],
  ['move', 2, "error: missing required argument 'config.toml'"],
  [
    'move broken.toml --to other.toml',
    1,
    'error: broken.toml:1: this is not TOML: Unspecified values are invalid',
  ],
  ['status', 1, 'error: there are no AWS credentials.'],
  [
    'status --watch 0',
    2,
    "error: option '--watch [seconds]' argument '0' is invalid. It must be a whole number, 1 or more.",
  ],
  [
    'status --region Moon',
    2,
    "error: option '--region <region>' argument 'Moon' is invalid. It must be a region such as eu-central-1.",
  ],
  [
    'status --stage no_stage',
    2,
    "error: option '--stage <name>' argument 'no_stage' is invalid. It must be of letters, digits and dashes.",
  ],
  ['doctor', 1, '      what    found'],
  [
    'doctor --config empty.toml --json',
    1,
    '{"ok":false,"findings":[{"check":"config","verdict":"fail","found":"empty.toml is empty"',
  ],
  [
    'doctor --config wrong.toml --json',
    1,
    '{"ok":false,"findings":[{"check":"config","verdict":"fail","found":"wrong.toml:1: concurrent: must be a whole number, 1 or more, and 1 more"',
  ],
  ['costs', 1, 'error: there are no AWS credentials.'],
  [
    'costs --by team',
    2,
    "error: option '--by <what>' argument 'team' is invalid. Allowed choices are project, runner, job-name.",
  ],
  ['keep machine-1', 1, 'error: there are no AWS credentials.'],
  ['keep', 2, "error: missing required argument 'machine'"],
  [
    'keep machine-1 --for 2d',
    2,
    "error: option '--for <duration>' argument '2d' is invalid. It must be a duration from 1m to 24h, such as 2h or 90m.",
  ],
  ['keep machine-1 --for 1h --undo', 2, 'error: --for has no effect with --undo: leave it out.'],
  ['drain', 1, 'error: there are no AWS credentials.'],
  ['drain --undo --reason x', 2, 'error: --reason has no effect with --undo: leave it out.'],
  ['init --yes', 1, 'error: there are no AWS credentials.'],
  [
    'init --project 1 --group 2',
    2,
    "error: option '--group <group>' cannot be used with option '--project <project>'",
  ],
  ['webhook', 2, 'Usage: bastionless webhook [options] [command]'],
  ['webhook ad', 2, "error: unknown command 'ad'"],
  ['webhook list', 1, 'error: there are no AWS credentials.'],
  ['export', 2, "error: required option '--project <project>' not specified"],
  ['export --project acme/shop --config none.toml', 1, 'error: there is no file none.toml'],
  ['export --project acme/shop', 1, 'error: there is no access token for GitLab.'],
  [
    'export --project acme/shop --days 0',
    2,
    "error: option '--days <count>' argument '0' is invalid. It must be a whole number, 1 or more.",
  ],
  [
    'export --project acme/shop --token x --url gitlab',
    2,
    "error: option '--url <url>' argument 'gitlab' is invalid. It must be an address such as https://gitlab.example.com.",
  ],
  ['costs --days 31', 2, "error: option '--days <count>' argument '31' is invalid."],
  ['logs', 1, 'error: there are no AWS credentials.'],
  ['why 12345678901', 1, 'error: there are no AWS credentials.'],
  ['why', 2, "error: missing required argument 'job'"],
  [
    'why soon',
    2,
    "error: command-argument value 'soon' is invalid for argument 'job'. It must be a whole number, 1 or more.",
  ],
  [
    'dashboard --port 70000',
    2,
    "error: option '--port <port>' argument '70000' is invalid. It must be a number from 0 to 65535.",
  ],
  ['completion fish', 0, '# fish completion for bastionless -*- shell-script -*-'],
  [
    'completion csh',
    2,
    "error: command-argument value 'csh' is invalid for argument 'shell'. Allowed choices are zsh, bash, fish, powershell.",
  ],
];

const here = process.cwd();
const { env } = process;

beforeAll(() => {
  const folder = aFolderOfFiles();
  process.chdir(folder);
  const others = Object.entries(env).filter(([name]) => !/^(AWS|GITLAB|BASTIONLESS)_/.test(name));
  // Nobody is asked: there are no credentials.
  process.env = { ...Object.fromEntries(others), HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' };
});
afterAll(() => {
  process.chdir(here);
  process.env = env;
});

/** What no one should be shown: traces, parts of our programs, and numbers that mean something else. */
const NEVER =
  /\n\s+at .*:\d+|node:internal|\bundefined\b|\[object |Invalid key|E(NOENT|ISDIR|ACCES)\b|9007199254740991|\bNaN\b/;

test.each(LINES)('bastionless %s', async (line, code, says) => {
  const { out, err, code: ended } = await bastionless(...line.split(' '));
  expect({ code: ended, says: (err || out).split('\n')[0] }).toEqual({
    code,
    says: expect.stringMatching(beginning(says)),
  });
  expect(`${out}${err}`).not.toMatch(NEVER);
  expect(flagsIn(err).filter((flag) => !flagsOf(line).includes(flag))).toEqual([]);
});

const beginning = (text: string): RegExp => new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);

/** The options that a hint names, but those of other commands, which it names whole. */
function flagsIn(hint: string): string[] {
  const own = hint.replaceAll(/`[^`]*`|bastionless \w+ [^.\n]*|check --fix|unknown option '[^']*'/g, '');
  return own.match(/--[a-z][a-z0-9-]*/g) ?? [];
}

function flagsOf(line: string): (string | undefined)[] {
  const names = line.split(' ');
  const find = (command: Command, name: string | undefined): Command | undefined =>
    command.commands.find((one) => one.name() === name);
  const command = find(createProgram(), names[0]);
  const inner = command && find(command, names[1]);
  const own = [...(command?.options ?? []), ...(inner?.options ?? [])].map(({ long }) => long ?? undefined);
  return ['--help', '--version', ...own];
}

test('there are some sixty of them, of every command', () => {
  expect(LINES.length).toBeGreaterThanOrEqual(60);
  const told = new Set(LINES.map(([line]) => line.split(' ')[0]));
  const names = createProgram().commands.map((command) => command.name());
  expect(names.filter((name) => name !== 'complete' && !told.has(name))).toEqual([]);
});

test.each(LINES.filter(([line]) => ['--version', 'check wrong.toml', 'chek'].includes(line)))(
  'in a process of its own, too: bastionless %s',
  async (line, code, says) => {
    const file = line.replace('wrong.toml', `${process.cwd()}/wrong.toml`);
    const folder = process.cwd();
    process.chdir(here);
    const outcome = await bastionlessWith({}, ...file.split(' '));
    process.chdir(folder);
    expect(outcome.code).toBe(code);
    expect((outcome.err || outcome.out).split('\n')[0]).toMatch(beginning(says));
  },
);

test('each help says each default once, and none that means nothing', () => {
  const helps = [createProgram()].flatMap(function helpsOf(command): string[] {
    return [command.helpInformation(), ...command.commands.flatMap(helpsOf)];
  });
  expect(helps.length).toBeGreaterThan(20);
  const odd = /\(default:[^)]*\)\s+\(default:|\(default: (\[\]|"")\)/;
  expect(helps.filter((help) => odd.test(help))).toEqual([]);
});
