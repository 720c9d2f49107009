import { parse } from 'smol-toml';
import type { TomlTable } from '../../../lib/config/file/toml-value.ts';
import { readConfigFile } from '../../../lib/config/read.ts';
import type { IdlePeriod, MachineSettings, RunnerSettings } from '../../../lib/config/settings.ts';
import {
  machineConfig,
  machineRegistration,
  runSingleArguments,
} from '../../../lib/machine/runner-config.ts';
import { anIdle } from '../../builders/settings.ts';

const [FIRST] = readConfigFile(new URL('../../../config.toml', import.meta.url).pathname).runners;
if (FIRST === undefined) throw new Error('config.toml has no runner');
const RUNNER: RunnerSettings = FIRST;

const GIVEN = {
  gitlabUrl: 'https://gitlab.example.com',
  machineName: 'machine-1795514400-9abcdef0',
  places: 1,
  runnerId: 4711,
  token: 'glrt-of-this-machine',
};

const configOf = (passedOn: TomlTable) =>
  machineConfig({ ...GIVEN, runner: { ...RUNNER, passedOn, cache: { kind: 'Deployment' } } });
const entryOf = (passedOn: TomlTable): TomlTable => {
  const { runners } = parse(configOf(passedOn), { integersAsBigInt: 'asNeeded' });
  return (runners as TomlTable[])[0] ?? {};
};

describe("a machine's config.toml", () => {
  test('is one runner of its own for one job at a time, with the sections of its [[runners]] entry', () => {
    expect(machineConfig({ ...GIVEN, runner: RUNNER, cacheBucket: 'ours' })).toBe(`concurrent = 1
check_interval = 0

[[runners]]
name = "machine-1795514400-9abcdef0"
url = "https://gitlab.example.com"
id = 4711
token = "glrt-of-this-machine"
executor = "docker"

[runners.cache]
Type = "s3"
Shared = true

[runners.cache.s3]
BucketName = "ours"
BucketLocation = "us-east-1"
AuthenticationType = "iam"

[runners.docker]
image = "alpine"
privileged = false
disable_entrypoint_overwrite = false
oom_kill_disable = false
disable_cache = true
shm_size = 0
`);
  });

  test.each<[string, string]>([
    ['texts', String.raw`pre_build_script = "echo \"$HOME\"\n\techo 'ü' \\ 100%"`],
    ['a text of many lines', `pre_build_script = '''\nset -e\necho "a"\n'''`],
    ['lists', 'environment = ["A=1", "B=2 \\" 3"]'],
    ['whole numbers', 'request_concurrency = 3\noutput_limit = 4096'],
    ['large whole numbers', 'large = 9007199254740993'],
    ['fractions', 'fraction = 0.5\nsmall = 1e-7\nlarge = 1e300'],
    ['dates', 'at = 2024-02-29T12:00:00.5+02:00\nday = 2024-02-29\ntime = 07:32:00'],
    ['truths', 'debug_trace_disabled = true'],
    ['lists of tables', '[docker]\n[[docker.services]]\nname = "redis"\n[[docker.services]]\nname = "db"'],
    ['inline tables', 'docker = { image = "alpine", sysctls = { "net.core" = "1" } }'],
    ['keys in quotes', '[feature_flags]\n"FF USE.X" = true'],
    ['empty tables', '[docker]\n[custom]'],
  ])('keeps %s as the user wrote them', (_, written) => {
    const passedOn = parse(written, { integersAsBigInt: 'asNeeded' }) as TomlTable;
    expect(entryOf(passedOn)).toEqual({
      ...passedOn,
      ...{ name: GIVEN.machineName, url: GIVEN.gitlabUrl, id: 4711, token: GIVEN.token, executor: 'docker' },
    });
  });

  test('writes a whole 1.0 as 1, which GitLab Runner reads as either', () => {
    expect(configOf(parse('factor = 1.0') as TomlTable)).toContain('factor = 1\n');
  });

  test.each<[string, TomlTable]>([
    [
      "the entry's own runner",
      { id: 1, name: 'pool', url: 'https://other', token: 'glrt-pool', executor: 'shell' },
    ],
    ['the age of its token', { token_obtained_at: new Date(0), token_expires_at: new Date(0) }],
    ['what rules many machines', { limit: 20, machine: { IdleCount: 1 }, bastionless: { project: 1 } }],
  ])('does not hold %s', (_, passedOn) => {
    expect(configOf(passedOn)).toBe(configOf({}));
  });
});

describe('run-single', () => {
  const machineOf = (machine: Partial<MachineSettings>): RunnerSettings => ({
    ...RUNNER,
    machine: { ...RUNNER.machine, periods: [], ...machine },
  });
  const period = (idleCount: number, idleTime: number): IdlePeriod => ({
    ...{ periods: ['* * * * *'], timezone: 'UTC' },
    ...anIdle(idleCount, idleTime),
  });
  const argument = (name: string, runner: RunnerSettings) => {
    const all = runSingleArguments({ runner, machineName: 'm' });
    return Number(all[all.indexOf(name) + 1]);
  };

  test('is told the runner and all its limits', () => {
    expect(runSingleArguments({ runner: RUNNER, machineName: 'm 1' })).toEqual([
      ...['--runner', 'm 1'],
      ...['--max-builds', '100'],
      ...['--wait-timeout', '3720'],
    ]);
  });

  test('is not told --shutdown-timeout, on which gitlab-runner panics', () => {
    expect(runSingleArguments({ runner: RUNNER, machineName: 'm' })).not.toContain('--shutdown-timeout');
  });

  test.each([0, 1, 100])('takes MaxBuilds %d jobs, 0 being no limit to either', (maxBuilds) => {
    expect(argument('--max-builds', machineOf({ maxBuilds }))).toBe(maxBuilds);
  });

  test.each<[string, Partial<MachineSettings>, number]>([
    ['IdleTime and an hour', { idle: anIdle(0, 120) }, 3720],
    [
      'the longest IdleTime of all periods and an hour',
      { periods: [period(0, 900), period(0, 7200)] },
      10_800,
    ],
    ['a day longer where machines stand ready', { idle: anIdle(2, 600) }, 87_000],
    ['a day longer where they do in some period', { periods: [period(1, 1800)] }, 88_200],
  ])('waits for a job: %s', (_, machine, seconds) => {
    expect(argument('--wait-timeout', machineOf(machine))).toBe(seconds);
  });
});

test('a registration is both', () => {
  const of = { ...GIVEN, runner: RUNNER };
  expect(machineRegistration(of)).toEqual({
    config: machineConfig(of),
    arguments: runSingleArguments({ runner: RUNNER, machineName: GIVEN.machineName }),
  });
});
