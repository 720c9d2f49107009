import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from './a-browser.ts';
import { type RunningWorld, startWorld } from './a-world.ts';

const pending = readFileSync('test/fixtures/job-events/pending.json', 'utf8');

let world: RunningWorld;
let browser: Browser;
let page: Page;
/** What the page's scripts, or the content policy, had to complain of. */
const complaints: string[] = [];

beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
  page = await browser.newPage({ locale: 'en-GB', timezoneId: 'Europe/Kiev' });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(world.url);
});
afterAll(async () => {
  await browser?.close();
  await world.stop();
});

const bar = (state: string) => page.locator(`.stay[data-state=${state}]`).last();
const figure = (name: string) =>
  page
    .locator('#figures > div')
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator('.value')
    .textContent();

test('a machine’s lane shows its states as it lives, and why', async () => {
  await page.getByText('No machine: nothing runs while no job runs.').waitFor();
  expect(await figure('Machines')).toBe('0');

  await world.post(pending);
  for (const state of ['Creating', 'Used', 'Idle']) {
    const hasState = async () => (await world.details()).machines[0]?.state === state;
    await world.clock.advanceUntil(hasState, 120);
    await bar(state).waitFor();
  }
  await bar('Used').hover();
  const why = page.locator('#why');
  await why.getByText('Used by unit #1977').waitFor();
  expect(await why.textContent()).toContain('it runs job 1977.');
  await bar('Creating').hover();
  await why.getByText('1 job waiting, 0 machines available.').waitFor();
  expect(await figure('Jobs run')).toBe('1');
});

test('the same is there as a table, and the job with its wait', async () => {
  await page.getByText('The timeline as a table').click();
  const rows = page.locator('#machines tbody tr');
  await rows.nth(3).waitFor();
  const cells = await rows.locator('td:nth-child(2)').allTextContents();
  expect(cells).toEqual(['Idle', 'Used', 'Idle', 'Creating']);
  expect(await rows.nth(1).textContent()).toContain('unit #1977');
  const [job] = await page.locator('#jobs tbody tr').allTextContents();
  expect(job).toMatch(/^unit #1977success\d\d s30 s[0-9a-f]{8}$/);
  await page.getByText('The timeline as a table').click();
});

test('decisions are told with their reasons, and what is held back', async () => {
  await page.locator('#size').selectOption('large');
  await page.getByRole('button', { name: 'Push a pipeline' }).click();
  await page.getByText('A pipeline of 38 jobs is pushed.').waitFor({ state: 'attached' });
  await world.clock.advance(150);
  await page.locator('#held').getByText('concurrent 10 is reached').waitFor();
  const [held, launched] = await page.locator('#decisions li').allTextContents();
  expect(held).toMatch(/Held back 2\d machinesconcurrent 10 is reached/);
  expect(launched).toMatch(/Launched \d+ machines3\d jobs waiting/);
  expect(Number(await figure('Jobs waiting'))).toBeGreaterThan(10);
});

test('the week is the policy’s own, with now marked', async () => {
  const today = page.locator('.day.today');
  expect(await today.locator('.name').textContent()).toBe('Tue 24 Nov');
  expect(await today.locator('.strip').getAttribute('aria-label')).toBe(
    [
      '0:00 to 9:00 * * 0-8,22-23 * * mon-fri *: IdleCount 0, IdleTime 120 s',
      '9:00 to 22:00 outside all periods: IdleCount 0, IdleTime 120 s',
      '22:00 to 24:00 * * 0-8,22-23 * * mon-fri *: IdleCount 0, IdleTime 120 s',
    ].join('; '),
  );
});

test('after a break the page is told what it missed, and after a reload the last hour', async () => {
  const [before] = await page.locator('.lane').all();
  const name = (await before?.locator('.name').textContent()) ?? '';
  const again = page.waitForRequest('**/api/events');
  world.cut();
  await page.getByText('connection lost, trying again').waitFor();
  await world.clock.advance(30);
  expect(await (await again).headerValue('last-event-id')).toMatch(/^[0-9a-f]{8}-\d+$/);
  await page.locator('#connection').getByText('live').waitFor();
  const running = (await world.details()).jobs.findLast(({ status }) => status === 'running');
  await page.locator(`.stay[aria-label^="${running?.name}, Used"]`).waitFor({ state: 'attached' });

  await page.reload();
  await page.locator('.lane .name').getByText(name).waitFor();
});

test('nothing was complained of but the connection that we broke', () => {
  expect(complaints.filter((complaint) => !complaint.includes('net::ERR_'))).toEqual([]);
});
