import type { Browser, Page } from 'playwright-core';
import { openStore } from '../../lib/aws/dynamodb/store.ts';
import { readConfigFile } from '../../lib/config/read.ts';
import { deployedPage } from '../../lib/local/dashboard/deployed-page.ts';
import { type Listening, listen } from '../../lib/local/server/listen.ts';
import { type EmbeddedTable, openEmbeddedTable, TABLE } from '../../lib/local/world/embedded-table.ts';
import type { Store } from '../../lib/scaler/ports/store.ts';
import { aJob, aMachine, NOW } from '../builders/state.ts';
import { startBrowser } from './a-browser.ts';

const SETTINGS = readConfigFile('config.toml');
const HOURLY = { type: 't3.medium', zone: 'us-east-1b', hourly: 0.0173 };

let table: EmbeddedTable;
let store: Store;
let readings = 0;
let isDown = false;
let listening: Listening;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  table = await openEmbeddedTable();
  store = openStore({ client: table.client, table: TABLE, writer: 'reconcile' });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  listening.server.close();
  await table.close();
});

const serve = async (): Promise<Listening> => {
  const app = await deployedPage({
    store: {
      ...store,
      readActive() {
        readings += 1;
        return isDown ? Promise.reject(new Error('the network is down')) : store.readActive();
      },
    },
    settings: { ...SETTINGS, runners: SETTINGS.runners.map((runner) => ({ ...runner, tags: ['aws'] })) },
    clock: { now: () => NOW },
    title: 'stage dev',
    commands: { serve: 'bastionless dashboard --stage dev', doctor: 'bastionless doctor --stage dev' },
    everyMs: 50,
    explain: (error) => `The table cannot be read: ${(error as Error).message}`,
  });
  return listen(app, 0);
};

test('before the first job it says what to push, and what to do if nothing comes', async () => {
  const { url, server } = await serve();
  page = await browser.newPage({ locale: 'en-GB' });
  await page.goto(url);
  await page.locator('#health-line').getByText('Healthy: no machine, nothing waits.').waitFor();
  expect(await page.locator('#first-steps li').allTextContents()).toEqual([
    'Push a commit with a job with the tag aws. Its machine shows here within seconds.',
    'If none does, bastionless doctor --stage dev says what is missing.',
  ]);
  expect(await page.getByRole('button', { name: 'Push a pipeline' }).isVisible()).toBe(false);
  await page.close();
  server.close();
});

test('the table is read while somebody watches, and not before', async () => {
  const machine = { ...aMachine('Idle', 1, { bought: HOURLY }), since: NOW - 300 };
  await store.machines.create({ ...machine, runner: SETTINGS.runners[0]?.name ?? '' });
  await store.recordEnd({ id: 7, projectId: 1, name: 'e2e', gitlabStatus: 'success', endedAt: NOW - 400 });
  readings = 0;
  listening = await serve();
  expect(readings).toBe(1);
  page = await browser.newPage({ locale: 'en-GB' });
  await page.goto(listening.url);
  await page.locator('#title').getByText('stage dev').waitFor();
  await page.locator('.stay[data-state=Idle]').waitFor();
  expect(await page.locator('#jobs tbody tr').allTextContents()).toEqual([
    expect.stringContaining('e2e #7success'),
  ]);
});

test('what is written there is seen', async () => {
  const [read] = (await store.readActive()).machines;
  if (read?.state !== 'Idle') throw new Error('the machine is gone');
  expect(await store.machines.replace({ ...read, kept: { until: NOW + 900 } })).toBe(true);
  await page
    .locator('.stay.kept')
    .getByText(/^kept until \d\d:15$/)
    .waitFor();
  await page.locator('#health-line').getByText('1 machine, $0.017 an hour now').waitFor();
  await page
    .locator('#advice')
    .getByText(/^1 is kept until \d\d:15, and takes no job\.$/)
    .waitFor();

  const machine = { ...read, revision: read.revision + 1 };
  await store.record({ ...aJob('running', 8), name: 'build', runnerId: machine.runnerId });
  await store.machines.replace({
    ...machine,
    state: 'Used',
    jobIds: [8],
    since: NOW,
    reason: 'it runs job 8',
  });
  await page.locator('.stay[data-state=Used]').getByText('build').waitFor({ state: 'attached' });
});

test('a job leads to its page in GitLab, and a machine to EC2', async () => {
  const [job] = (await store.readActive()).jobs;
  if (job === undefined) throw new Error('the job is gone');
  const webUrl = 'https://gitlab.example.com/acme/shop/-/jobs/8';
  expect(await store.replaceJob({ ...job, webUrl })).toBe(true);
  await page.locator('.stay[data-state=Used]').click();
  const [toJob, toMachine] = await Promise.all(
    ['#why b a', '#why .machine a'].map((link) => page.locator(link).getAttribute('href')),
  );
  expect(toJob).toBe(webUrl);
  expect(toMachine).toMatch(
    /^https:\/\/console\.aws\.amazon\.com\/ec2\/home\?region=us-east-1#InstanceDetails:instanceId=/,
  );
  expect(await page.locator('#jobs a').getAttribute('href')).toBe(webUrl);
});

test('a machine that gave up shows what it said last', async () => {
  const [machine] = (await store.readActive()).machines;
  if (machine === undefined) throw new Error('the machine is gone');
  const { instanceId, name, runner } = machine;
  const reason = 'docker did not start';
  await store.recordReport({ instanceId, machine: name, runner, at: NOW, reason, lines: ['no space left'] });
  await store.machines.replace({ ...machine, lastWords: { at: NOW, reason } });
  expect(await page.locator('#why pre').textContent()).toBe('docker did not start\nno space left');
});

test('it has no controls, and answers to none', async () => {
  expect(await page.getByRole('button', { name: 'Push a pipeline' }).isVisible()).toBe(false);
  for (const path of ['/api/pipelines', '/api/clock/jump', '/api/interrupt/one', '/webhook']) {
    expect((await fetch(`${listening.url}${path}`, { method: 'POST' })).status).toBe(404);
  }
});

test('a table that cannot be read is said so, until it can', async () => {
  isDown = true;
  const health = page.locator('#health-line');
  await health.getByText('Not up to date: this is how it was before.').waitFor();
  await page.locator('#advice').getByText('The table cannot be read: the network is down').waitFor();
  isDown = false;
  await health.getByText('Healthy: 1 machine').waitFor();
});
