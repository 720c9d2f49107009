import { aMachine } from '../../builders/state.ts';
import { bastionless } from '../../lib/cli/bastionless.ts';
import { aConfig } from '../a-config.ts';
import { aDeployment } from '../a-deployment.ts';

const config = aConfig('https://gitlab.example.com');
const run = (command: string, stage: string, ...args: string[]) =>
  bastionless(command, '--stage', stage, '--config', config, ...args);

const report = {
  ...{ instanceId: 'i-0123456789abcdef0', machine: 'machine-7', runner: 'one', at: Date.now() / 1000 - 600 },
  reason: 'Docker does not start',
  lines: ['bastionless [2.5] Docker does not start', 'docker.service: no space left'],
};

test('where no machine has given up, logs says so', async () => {
  const { stage } = await aDeployment();
  expect(await run('logs', stage)).toEqual({
    code: 0,
    out: 'No machine has given up within a week.\n',
    err: '',
  });
});

describe('of a machine that has given up', () => {
  let stage: string;
  beforeAll(async () => {
    const deployment = await aDeployment();
    ({ stage } = deployment);
    await deployment.store.recordReport(report);
    await deployment.store.machines.create(aMachine('Idle', 8));
  });

  test('logs says why', async () => {
    const { out } = await run('logs', stage);
    expect(out).toMatch(/machine-7 +1\d min +Docker does not start/);
  });

  test.each(['machine-7', 'i-0123456789abcdef0'])('logs %s says what it said last', async (named) => {
    const { code, out } = await run('logs', stage, named);
    expect(code).toBe(0);
    expect(out).toMatch(/^machine-7, 1\d min ago: Docker does not start\n/);
    expect(out).toContain(`\n${report.lines.join('\n')}\n`);
  });

  test('it is JSON for programs', async () => {
    const { out } = await run('logs', stage, 'machine-7', '--json');
    expect(JSON.parse(out)).toEqual([{ ...report, at: new Date(report.at * 1000).toISOString() }]);
  });

  test.each([
    ['machine-8', 'machine-8 has reported nothing: a machine does so only when it gives up'],
    ['machine-9', 'no machine machine-9 is here'],
  ])('of another, %s, it says why there is nothing', async (named, words) => {
    const { code, err } = await run('logs', stage, named);
    expect(code).toBe(1);
    expect(err).toContain(words);
  });

  test('status shows it', async () => {
    const { out } = await run('status', stage);
    expect(out).toMatch(/gave up, within a day\n.*\nmachine-7 +1\d min +Docker does/);
    expect(out).toContain('what machine-7 said last; all of it: bastionless logs machine-7\n');
    expect(JSON.parse((await run('status', stage, '--json')).out).gaveUp).toEqual([
      expect.objectContaining({
        ...{
          machine: 'machine-7',
          reason: 'Docker does not start',
          lines: expect.arrayContaining([expect.any(String)]),
        },
      }),
    ]);
  });
});
