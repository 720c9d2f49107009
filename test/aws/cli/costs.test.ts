import { bastionless } from '../../lib/cli/bastionless.ts';
import { aConfig } from '../a-config.ts';
import { aDeployment } from '../a-deployment.ts';

const HOUR = 3600;
/** The command goes by the clock of its computer. */
const now = Date.now() / 1000;
const config = aConfig('https://gitlab.example.com');
const machine = { instanceId: 'i-1', machine: 'machine-1', runner: 'one' };
const job = (id: number, projectId: number) => ({ id, projectId, name: 'unit' });

test('costs says what machines cost, by what is asked, and status what they cost within a day', async () => {
  const { stage, store } = await aDeployment();
  const charges = [
    { ...machine, at: now - 3 * HOUR, seconds: 2 * HOUR, dollars: 0.08, job: job(7, 380) },
    { ...machine, at: now - 2 * HOUR, seconds: HOUR, dollars: 0.04, job: job(8, 381) },
    { ...machine, at: now - HOUR, seconds: 0.75 * HOUR, dollars: 0.03 },
    { ...machine, instanceId: 'i-2', at: now - 10 * 24 * HOUR, seconds: HOUR, job: job(9, 380) },
  ];
  for (const charge of charges) await store.recordCharge(charge);
  const run = (...words: string[]) => bastionless(...words, '--stage', stage, '--config', config);

  const { code, out } = await run('costs', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    by: 'project',
    costs: [
      { name: '380', jobs: 2, dollars: expect.closeTo(0.1, 6), unpricedSeconds: HOUR },
      { name: '381', jobs: 1, dollars: expect.closeTo(0.05, 6) },
    ],
    total: { jobs: 3, dollars: expect.closeTo(0.15, 6) },
  });

  const shown = (await run('costs', '--by', 'runner', '--days', '1')).out;
  expect(shown).toMatch(/0\.1500\s+2\s+0\.0750\s+3\.8\s+one/);
  expect((await run('costs', '--days', '30')).out).toContain('Of 60 min of machines the price is not known.');
  expect((await run('status')).out).toContain('cost within a day, by project');
});

test('where nothing was charged it says so', async () => {
  const { stage } = await aDeployment();
  const { out } = await bastionless('costs', '--stage', stage, '--config', config);
  expect(out).toContain('No machine’s time is on record since');
});
