import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { bastionless, bastionlessWith } from './bastionless.ts';

const folder = mkdtempSync(join(tmpdir(), 'bastionless-'));
afterAll(() => rmSync(folder, { recursive: true }));

const seed = readFileSync('config.toml', 'utf8');

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('check', () => {
  const checked = async (text: string) => {
    const { code, out } = await bastionless('check', file('config.toml', text), '--json');
    return { code, ...JSON.parse(out) };
  };

  test('says of every key of the seed’s file what becomes of it', async () => {
    const report = await checked(seed);
    expect(report).toMatchObject({ code: 0, ok: true, problems: [] });
    const [{ name, keys }] = report.runners;
    expect(name).toBe('gitlab-aws-autoscaler');
    const verdictOf = (path: string) =>
      keys.find((key: { path: string }) => key.path === `runners[0].${path}`)?.verdict;
    expect(verdictOf('limit')).toBe('honoured');
    expect(verdictOf('token')).toBe('ignored');
    expect(verdictOf('executor')).toBe('replaced');
    expect(verdictOf('docker.image')).toBe('passed on');
    expect(verdictOf('machine.MachineOptions[8]')).toBe('honoured');
    expect(new Set(keys.map(({ path }: { path: string }) => path)).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThan(30);
    expect(JSON.stringify(report)).not.toContain('glrt-');
  });

  test.each<[string, (text: string) => string, string]>([
    ['OffPeak is back', (text) => text, 'GitLab Runner has ignored OffPeak since 14.0'],
    ['five fields', (text) => text.replace('* * * * * sat,sun *', '* * * * sat,sun'), 'one second a minute'],
    ['no time zone', (text) => text.replace('Europe/Kiev', ''), 'it is UTC here'],
    [
      'IdleCount above limit',
      (text) => text.replace('  IdleCount = 0', '  IdleCount = 21'),
      'above limit 20',
    ],
    [
      'IdleScaleFactor alone',
      (text) => text.replace('  IdleTime = 120', '  IdleTime = 120\nIdleScaleFactor = 1.5'),
      'IdleScaleFactor has no effect without IdleCount',
    ],
  ])('warns: %s', async (_, change, warning) => {
    const { ok, warnings } = await checked(change(seed));
    expect(ok).toBe(true);
    expect(JSON.stringify(warnings)).toContain(warning);
  });

  test('tells all problems at once, with their lines, and fails', async () => {
    const text = seed.replace('limit = 20', 'limit = -1').replace('amazonec2-zone', 'amazonec2-zoom');
    const { code, ok, problems } = await checked(text);
    expect({ code, ok }).toEqual({ code: 1, ok: false });
    expect(problems).toEqual([
      { path: 'runners[0].limit', line: 10, message: 'must be a whole number, 0 or more' },
      {
        path: 'runners[0].machine.MachineOptions[3]',
        line: 35,
        message: 'amazonec2-zoom is not known: did you mean amazonec2-zone?',
      },
    ]);
  });

  test.each([
    'concurrent = ',
    'runners = 3',
    'runners = [1]',
    '[[runners]]',
    '[runners]\nname = "x"',
    '[[runners]]\nmachine = 1',
    '[[runners]]\nexecutor = "docker+machine"\n[runners.machine]\nautoscaling = 1',
    '[[runners]]\nexecutor = "docker-autoscaler"',
  ])('a malformed file gives no stack trace: %j', async (text) => {
    const { code, out, err } = await bastionless('check', file('broken.toml', text));
    expect(code).toBe(1);
    expect(err).toBe('');
    expect(out).toContain('error: ');
    expect(out).not.toMatch(/\n\s+at /);
  });
});

describe('policy', () => {
  test.each([
    ['2026-11-24T12:00:00+02:00', null],
    ['2026-11-24T22:00:00+02:00', '* * 0-8,22-23 * * mon-fri *'],
    ['2026-11-28T12:00:00+02:00', '* * * * * sat,sun *'],
  ])('at %s', async (at, period) => {
    const { out } = await bastionless('policy', '--config', 'config.toml', '--at', at, '--json');
    expect(JSON.parse(out)).toEqual({
      runners: [
        {
          name: 'gitlab-aws-autoscaler',
          idleCount: 0,
          idleCountMin: 0,
          idleScaleFactor: 0,
          idleTime: period === null ? 120 : 30,
          period,
          lookaheadBudget: 5,
        },
      ],
    });
    const people = (await bastionless('policy', '--config', 'config.toml', '--at', at)).out;
    expect(people).toMatch(/lookahead .*\n.* budget 5 %/);
  });

  test('the timetable of a week', async () => {
    const at = ['--at', '2026-11-23T12:00:00+02:00', '--hours', '168'];
    const { changes } = JSON.parse((await bastionless('policy', ...at, '--json')).out);
    expect(changes.map((change: { at: string }) => change.at.slice(5, 16))).toEqual([
      ...['11-23T12:00', '11-23T22:00', '11-24T09:00', '11-24T22:00', '11-25T09:00', '11-25T22:00'],
      ...['11-26T09:00', '11-26T22:00', '11-27T09:00', '11-27T22:00', '11-28T00:00', '11-30T00:00'],
      ...['11-30T09:00'],
    ]);
    const { out } = await bastionless('policy', ...at);
    expect(out).toContain('timetable, in Europe/Kiev\n');
    expect(out).toContain('(# in a period), in Europe/Kiev');
    expect(out).toContain(`Tue 24.11. ${'#'.repeat(18)}${'.'.repeat(26)}####`);
    expect(out).toContain(`Sat 28.11. ${'#'.repeat(48)}`);
  });
});

describe('plan', () => {
  const machine = (more: object) => ({
    name: 'one',
    runner: 'gitlab-aws-autoscaler',
    state: 'Idle',
    builds: 1,
    since: '2026-11-24T10:00:00Z',
    ...more,
  });
  const planned = async (state: object) => {
    const path = file('state.json', JSON.stringify(state));
    const { out, err } = await bastionless('plan', '--state', path, '--at', '2026-11-24T10:05:00Z', '--json');
    return err === '' ? JSON.parse(out) : err;
  };

  test('what the reconciler would do', async () => {
    const machines = [machine({}), machine({ name: 'two', state: 'Used' })];
    expect(await planned({ machines, jobs: [] })).toMatchObject({
      create: [],
      remove: [{ name: 'one', reason: expect.stringContaining('more than IdleTime 120') }],
    });
    const jobs = [1, 2].map((id) => ({ id, status: 'pending', tags: [] }));
    expect(await planned({ machines, jobs })).toMatchObject({
      create: [
        { runner: 'gitlab-aws-autoscaler', count: 1, reasons: ['2 jobs waiting, 1 machine available'] },
      ],
      remove: [],
    });
  });

  test('which machines with places to spare it would give no more jobs', async () => {
    const config = file('places.toml', `${seed}\n[runners.bastionless]\njobs_per_machine = 4\n`);
    const machines = [
      machine({ name: 'full', state: 'Used', jobs: [1, 2, 3, 4] }),
      machine({ name: 'sparse', state: 'Used', jobs: [5] }),
    ];
    const state = file('state.json', JSON.stringify({ machines }));
    const { out } = await bastionless(
      ...['plan', '--config', config, '--state', state, '--at', '2026-11-24T10:05:00Z', '--json'],
    );
    expect(JSON.parse(out)).toMatchObject({
      create: [],
      remove: [],
      retire: [{ name: 'sparse', reason: expect.stringContaining('its free places were idle') }],
    });
  });

  test('what it would launch for jobs that come, by what jobs of their names did', async () => {
    const seen = (lead: number, ran: number) => [1, 2, 3, 4].map((pipeline) => ({ pipeline, lead, ran }));
    const machines = [machine({ state: 'Used', job: 1 })];
    const jobs = [
      { id: 1, status: 'running', name: 'build', since: '2026-11-24T10:04:00Z', pipeline: 9, stage: 'build' },
      ...[2, 3].map((id) => ({ id, status: 'created', name: `unit ${id}`, pipeline: 9, stage: 'test' })),
    ];
    const habits = [
      { name: 'build', stage: 'build', seen: seen(0, 80) },
      ...[2, 3].map((id) => ({ name: `unit ${id}`, stage: 'test', seen: seen(80, 90) })),
    ];
    expect((await planned({ machines, jobs, habits })).create).toEqual([
      {
        runner: 'gitlab-aws-autoscaler',
        count: 1,
        reasons: [expect.stringMatching(/^1 job of stage test expected in \d+ s$/)],
      },
    ]);
    const never = habits.map((habit) => ({
      ...habit,
      seen: habit.seen.map(({ pipeline }) => ({ pipeline })),
    }));
    expect((await planned({ machines, jobs, habits: never })).create).toEqual([]);
  });

  test.each([
    [
      { habits: [{ name: 'unit', stage: 'test', seen: [{ ran: 9 }] }] },
      'habits.0.seen.0.pipeline: is missing',
    ],
    [{ habits: [{ name: 'unit', stage: 'test', runner: 'none', seen: [] }] }, 'has no runner "none"'],
    [{ machines: [machine({ state: 'Sleeping' })] }, 'machines.0.state: must be Creating, Idle, Used or'],
    [{ machines: [machine({ since: 'soon' })] }, 'machines.0.since: must be a time'],
    [{ machines: [machine({ runner: 'none' })] }, 'config.toml has no runner "none"'],
  ])('a wrong state is refused by its key', async (state, message) => {
    expect(await planned(state)).toContain(message);
  });
});

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish'])('there is a script for %s', async (shell) => {
    const { code, out } = await bastionless('completion', shell);
    expect(code).toBe(0);
    expect(out).toContain('bastionless complete --');
  });

  test('what may follow is told', async () => {
    const { out } = await bastionless('complete', '--', 'drain', '--');
    expect(out).toMatch(/^--undo\tlaunch machines again$/m);
  });
});

describe('what people see', () => {
  test('fits in 80 columns, and has no colours where there is no terminal', async () => {
    process.env['COLUMNS'] = '80';
    for (const args of [['check'], ['policy', '--hours', '48'], ['--help']]) {
      const { out } = await bastionless(...args);
      expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
      expect(stripVTControlCharacters(out)).toBe(out);
    }
    delete process.env['COLUMNS'];
  });

  test('is not wrapped in a pipe: grep finds whole lines', async () => {
    const { out } = await bastionless('check');
    expect(out).toMatch(/^warning: config\.toml:5: .*neither project nor group.* administrator’s token$/m);
  });

  test('a file that is not there is an error that says what to do', async () => {
    expect(await bastionless('policy', '--config', 'none.toml')).toEqual({
      code: 1,
      out: '',
      err: 'error: there is no file none.toml\n  Run the command where the file is, or name another.\n',
    });
  });
});

describe('which config.toml is meant', () => {
  const other = file('other.toml', seed.replace('gitlab-aws-autoscaler', 'another-runner'));
  const nameOf = async (args: readonly string[], env: NodeJS.ProcessEnv) => {
    const { out } = await bastionlessWith(env, 'policy', ...args, '--json');
    return JSON.parse(out).runners[0].name;
  };

  test('BASTIONLESS_CONFIG, as for the deployment; --config before it', async () => {
    expect(await nameOf([], { BASTIONLESS_CONFIG: other })).toBe('another-runner');
    expect(await nameOf(['--config', 'config.toml'], { BASTIONLESS_CONFIG: other })).toBe(
      'gitlab-aws-autoscaler',
    );
    expect(await nameOf([], {})).toBe('gitlab-aws-autoscaler');
  });

  test('a file that BASTIONLESS_CONFIG names must be there', async () => {
    const { code, err } = await bastionlessWith({ BASTIONLESS_CONFIG: 'none.toml' }, 'status');
    expect(code).toBe(1);
    expect(err).toContain('there is no file none.toml');
  });
});

describe('exit codes', () => {
  test.each([
    [['--help'], 0],
    [['check', '--help'], 0],
    [['check', 'no-such-file.toml'], 1],
    [['plan'], 2],
    [['policy', '--at', 'soon'], 2],
    [['policy', '--hours', '-1'], 2],
    [['dance'], 2],
    [['--version'], 0],
    [['completion', 'csh'], 2],
    [['drain', '--stage', 'no stage'], 2],
    [['drain', '--region', 'Moon'], 2],
  ])('bastionless %j: %i', async (args, code) => {
    expect((await bastionless(...args)).code).toBe(code);
  });
});

test('what is alike in many runners is told once, with the lines of the others', async () => {
  const [top = '', runner = ''] = seed
    .replace('IdleTime = 120', 'IdleTime = -1')
    .split(/(?=\[\[runners\]\])/);
  const three = [1, 2, 3].map((n) => runner.replace('gitlab-aws-', `n${n}-`)).join('');
  const config = file('three.toml', `${top}${three}`);
  const { out } = await bastionless('check', config);
  expect(out.match(/IdleTime: must be.*/g)).toEqual([
    'IdleTime: must be a whole number of seconds, 0 or more (also in lines 68, 109)',
  ]);
  expect(out).toContain('runner n1-autoscaler, n2-autoscaler, n3-autoscaler\n');
  expect(out).toMatch(/has 3 errors\.$/m);
  const { err } = await bastionless('policy', '--config', config);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
});

test.each([
  ['check', ''],
  ['policy', '--config', ''],
  ['plan', '--state', ''],
  ['simulate', '--jobs', ''],
  ['simulate', '--html', ''],
  ['move', 'config.toml', '--to', ''],
])('an empty name of a file, as of a variable that is not set, is told: %s %s', async (...args) => {
  expect(await bastionless(...args)).toEqual({
    code: 1,
    out: '',
    err: 'error: the name of a file is empty\n',
  });
});
