import { readFileSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type RunningWorld, startWorld } from './a-world.ts';

const pending = readFileSync('test/fixtures/job-events/pending.json', 'utf8');

let world: RunningWorld;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  world = await startWorld();
  browser = await chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [...sparticuz.args, '--no-sandbox'],
    headless: true,
  });
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  await world.stop();
});

test('the page shows a machine and its job as they live', async () => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(world.url);
  await page.getByText('No machine: nothing runs while no job runs.').waitFor();

  await world.post(pending);
  for (const state of ['Creating', 'Used', 'Idle']) {
    const hasState = async () => (await world.details()).machines[0]?.state === state;
    await world.clock.advanceUntil(hasState, 120);
    await page.locator(`#machines tr[data-state=${state}]`).waitFor();
  }
  const cells = await page.locator('#machines tbody td').allTextContents();
  expect(cells[0]).toMatch(/^gitlab-docker-machine-/);
  expect(cells.slice(1, 2)).toEqual(['Idle']);
  expect(cells.slice(3)).toEqual(['1', 'job 1977 has ended']);
  expect(await page.locator('#jobs tbody tr').allTextContents()).toEqual([
    expect.stringContaining('unit #1977success'),
  ]);
  expect(complaints).toEqual([]);
});

test('its button pushes a pipeline', async () => {
  const pushed = page.waitForResponse('**/api/pipelines');
  await page.getByRole('button', { name: 'Push a pipeline' }).click();
  await pushed;
  await world.clock.advance(1);
  const jobs = page.locator('#jobs tbody tr');
  await jobs.nth(5).waitFor();
  expect(await jobs.count()).toBe(6);
});
