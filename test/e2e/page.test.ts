import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { readConfig } from '../../lib/config/read.ts';
import { startBrowser } from './a-browser.ts';
import { type RunningWorld, startWorld } from './a-world.ts';
import { violationsOf } from './axe.ts';
import { interruptLongest } from './scenes.ts';

/** In the evening in Kyiv, not long before the off-peak period of config.toml begins. */
const EVENING = Date.parse('2026-11-24T19:40:00Z') / 1000;
/** So few that a pipeline of ten jobs asks for more. */
const CONCURRENT = 4;
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };
const pending = readFileSync('test/fixtures/job-events/pending.json', 'utf8');

let world: RunningWorld;
/** Those of one test alone: where it fails, their servers would keep the run from ending. */
const others: RunningWorld[] = [];
let browser: Browser;
let page: Page;
/** What the page's scripts, or the content policy, had to complain of. */
const complaints: string[] = [];
/** The size of the drawer in each scene that was looked at. */
const drawerSizes = new Set<string>();

beforeAll(async () => {
  world = await startWorld({
    start: EVENING,
    change: (settings) => ({ ...settings, concurrent: CONCURRENT }),
  });
  browser = await startBrowser();
  // Neither the language nor the time zone of the page.
  const context = await browser.newContext({ locale: 'ar-EG', timezoneId: 'Asia/Tokyo', viewport: WIDE });
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(world.url);
});
afterAll(async () => {
  await browser?.close();
  await world.stop();
  for (const other of others) await other.stop();
});
afterEach(async () => {
  await page.setViewportSize(WIDE);
  const { width, height } = await boxOf('#drawer');
  drawerSizes.add(`${width} x ${height}`);
});

const bar = (state: string) => page.locator(`.stay[data-state=${state}]`).last();
const health = (text: string | RegExp) => page.locator('#health-line').getByText(text).waitFor();
const advice = (text: string | RegExp) => page.locator('#advice').getByText(text).waitFor();
const said = (text: string | RegExp) =>
  page.locator('#status').getByText(text).waitFor({ state: 'attached' });
const push = async (size: string) => {
  await page.locator('#size').selectOption(size);
  await page.getByRole('button', { name: 'Push a pipeline' }).last().click();
};
const figure = (name: string) =>
  page
    .locator('#figures > div')
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator('.value')
    .textContent();

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** All of one moment: between two looks the page may draw them anew, and elsewhere. */
async function boxesOf(...selectors: readonly string[]): Promise<readonly Box[]> {
  for (const selector of selectors) await page.locator(selector).waitFor();
  return page.locator(selectors.join(', ')).evaluateAll(
    (parts, all) =>
      all.map((one) =>
        parts
          .find((part) => part.matches(one))
          ?.getBoundingClientRect()
          .toJSON(),
      ),
    selectors,
  );
}

async function boxOf(selector: string): Promise<Box> {
  const [box] = await boxesOf(selector);
  if (box === undefined) throw new Error(`${selector} is not shown`);
  return box;
}

/** Those that are wider than what is seen of them. */
const cutParts = (selector: string): Promise<string[]> =>
  page
    .locator(selector)
    .evaluateAll((parts) =>
      parts
        .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
        .map(({ outerHTML }) => outerHTML),
    );

test('a page on which nothing has happened says what to do first', async () => {
  await health('Healthy: no machine, nothing waits.');
  await page.getByRole('heading', { name: 'Nothing runs while no job runs' }).waitFor();
  expect(await page.locator('#first-steps li').count()).toBe(3);
  expect(await page.locator('#lanes-box').isVisible()).toBe(false);
  await page.locator('#first-push-button').waitFor();
});

test('it speaks with browsers of any language', async () => {
  const plain = await browser.newPage();
  plain.on('pageerror', (error) => complaints.push(error.message));
  plain.setDefaultTimeout(60_000);
  await plain.goto(world.url);
  expect(await plain.evaluate('navigator.languages[0]')).toBe('en-US@posix');
  await plain.locator('#health-line').getByText('Healthy').waitFor();
  await plain.close();
});

test('a machine’s lane shows its states as it lives, and why', async () => {
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
  await health('Healthy: 1 machine, $0.02 an hour now, nothing waits.');
  expect(await figure('Jobs run')).toBe('1');
});

test('times are in the time zone of config.toml, and it is named', async () => {
  expect(await page.locator('#now').textContent()).toMatch(/^Tue,? 24 Nov,? 21:[45]\d:\d\d$/);
  expect(await page.locator('#zone').textContent()).toBe('Europe/Kiev');
  expect(await page.locator('#decisions time').first().textContent()).toMatch(/^21:[45]\d:\d\d$/);
});

test('the same is there as a table, and the job with its wait in parts', async () => {
  await page.getByText('The timeline as a table').click();
  const rows = page.locator('#machines tbody tr');
  await rows.nth(3).waitFor();
  const cells = await rows.locator('td:nth-child(2)').allTextContents();
  expect(cells).toEqual(['Idle', 'Used', 'Idle', 'Creating']);
  expect(await rows.nth(1).textContent()).toContain('unit #1977');
  const job = page.locator('#jobs tbody tr').first();
  expect(await job.textContent()).toMatch(/^unit #1977success\d\d s30 s\$0\.000\d[0-9a-f]{8}$/);
  expect(await job.locator('.parts').getAttribute('aria-label')).toMatch(
    /^a machine was asked for after \d s, was started by EC2 in \d+ s, booted for \d\d s, and took it after \d s$/,
  );
  await page.getByText('The timeline as a table').click();
});

test('the week is the policy’s own, with now marked', async () => {
  const today = page.locator('.day.today');
  expect(await today.locator('.name').textContent()).toBe('Tue 24 Nov');
  expect(await today.locator('.strip').getAttribute('aria-label')).toBe(
    [
      '0:00 to 9:00 * * 0-8,22-23 * * mon-fri *: IdleCount 0, IdleTime 30 s',
      '9:00 to 22:00 outside all periods: IdleCount 0, IdleTime 120 s',
      '22:00 to 24:00 * * 0-8,22-23 * * mon-fri *: IdleCount 0, IdleTime 30 s',
    ].join('; '),
  );
});

test('an interruption is told from its warning to the retry', async () => {
  await push('long');
  await said('A pipeline of 5 jobs is pushed.');
  /** Ids of the long job and of its retrial, once a machine runs it and no job waits. */
  const loads = async () => {
    const { jobs, machines } = await world.details();
    if (jobs.some(({ status }) => status === 'pending')) return [];
    const isRun = (id: number) => machines.some(({ job }) => job === id);
    return jobs.filter(({ id, name }) => name === 'load' && isRun(id)).map(({ id }) => id);
  };
  await world.clock.advanceUntil(async () => (await loads()).length > 0, 300);
  const [lost] = await loads();
  await interruptLongest(world);
  await world.clock.advance(5);
  await health(/^Interrupted: /);
  await advice(/^EC2 takes [0-9a-f]{8} back: load has until 21:[45]\d:\d\d to end, else it is retried\.$/);
  expect(await page.locator('#story-lines .warning').count()).toBe(1);

  await world.clock.advanceUntil(async () => (await loads()).some((id) => id !== lost), 300);
  const story = page.locator('#stories li');
  await story.getByText(/^load was lost and retried (at once|after \d+ s) on [0-9a-f]{8}$/).waitFor();
  await health(/^Healthy: /);
  const retry = '.stay[aria-label^="load, Used, since"]';
  const [from, to, way] = (await boxesOf('.stay.lost', retry, '#story-lines path')) as [Box, Box, Box];
  expect(Math.abs(way.x - (from.x + from.width))).toBeLessThan(12);
  expect(Math.abs(way.x + way.width - to.x)).toBeLessThan(12);
  expect(await page.locator('#jobs tr[data-status=lost]').textContent()).toContain('load');
  expect(await page.locator('#jobs .tag').textContent()).toBe('retry');
});

test.each([
  ['light', WIDE],
  ['dark', WIDE],
  ['light', NARROW],
  ['dark', NARROW],
] as const)('axe finds nothing serious in the %s page of %j', async (colorScheme, size) => {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize(size);
  expect(await violationsOf(page, ['serious', 'critical'])).toEqual([]);
});

test('decisions are told with their reasons, and what is held back', async () => {
  await push('medium');
  await said('A pipeline of 10 jobs is pushed.');
  await world.clock.advance(80);
  await page.locator('#held').getByText('concurrent 4 is reached').waitFor();
  expect(await page.locator('#decisions li').first().textContent()).toMatch(
    /Held back \d machines?concurrent 4 is reached/,
  );
  expect(await page.locator('#decisions [data-kind=Launch]').first().textContent()).toMatch(
    /Launched \d machines?\d jobs? waiting/,
  );
  await health(/^Busy: 4 machines, \$0\.08 an hour now, \d jobs wait\.$/);
  await advice(
    /more machines? (is|are) wanted: concurrent 4 is reached\. Jobs wait until a machine is free\.$/,
  );
});

test.each([
  [
    'wide',
    WIDE,
    [[['#health']], [['#timeline']], [['#jobs-panel'], ['#decisions-panel']], [['#week-panel']]],
  ],
  [
    'narrow',
    NARROW,
    ['#health', '#timeline', '#jobs-panel', '#decisions-panel', '#week-panel'].map((part) => [[part]]),
  ],
] as const)('in a %s window each part is in its place, and nothing is cut', async (_, size, rows) => {
  await page.setViewportSize(size);
  await page.locator('h1').scrollIntoViewIfNeeded();
  const margin = size.width === WIDE.width ? 75 : 12;
  let below = 0;
  for (const row of rows) {
    const boxes = await Promise.all(row.map(([part]) => boxOf(part as string)));
    const [first, last] = [boxes[0] as Box, boxes.at(-1) as Box];
    expect(first.x).toBeCloseTo(margin, -1);
    expect(last.x + last.width).toBeCloseTo(size.width - margin, -1);
    for (const { x, y, width } of boxes) {
      expect(y).toBeGreaterThanOrEqual(below);
      expect(x + width).toBeLessThanOrEqual(size.width);
    }
    below = Math.min(...boxes.map(({ y, height }) => y + height));
  }
  expect(await cutParts('#health *, #jobs td, #drawer, #drawer :not(.unseen), #legend')).toEqual([]);
  expect(await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)).toBe(0);
});

test('a connection that is lost is said so, with what to do; then what was missed is told', async () => {
  const name = (await page.locator('.lane .name').first().textContent()) ?? '';
  const again = page.waitForRequest('**/api/events');
  const mend = world.cut();
  await health(/^Connection lost: this is how it was at 21:\d\d:\d\d\.$/);
  await advice('Is npm start still running? Start it again, and this page comes back by itself.');
  mend();
  await world.clock.advance(30);
  expect(await (await again).headerValue('last-event-id')).toMatch(/^[0-9a-f]{8}-\d+$/);
  await page.locator('#connection').getByText('live').waitFor();
  const running = (await world.details()).jobs.findLast(({ status }) => status === 'running');
  await page.locator(`.stay[aria-label^="${running?.name}, Used"]`).first().waitFor({ state: 'attached' });
  await page.reload();
  await page.locator('.lane .name').getByText(name).waitFor();
});

describe('by keyboard alone', () => {
  const focused = () => page.locator(':focus');

  /** Tab, until the element has the focus. */
  async function tabTo(selector: string): Promise<void> {
    for (let presses = 0; presses < 60; presses += 1) {
      if ((await page.locator(`${selector}:focus`).count()) > 0) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the Tab key does not come to ${selector}`);
  }

  test('a link leads to the machines, and the arrow keys move between the bars, each of which says why', async () => {
    await page.keyboard.press('Tab');
    expect(await focused().textContent()).toBe('Skip to the machines');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused().getAttribute('name')).toBe('window');
    await tabTo('.stay[tabindex="0"]');
    await page.keyboard.press('Home');
    const first = await focused().getAttribute('aria-label');
    await page.keyboard.press('ArrowRight');
    expect(await focused().getAttribute('aria-label')).not.toBe(first);
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('.lane').nth(1).locator('.stay:focus').count()).toBe(1);
    await page.keyboard.press('Tab');
    expect(await focused().evaluate(({ className }) => className)).not.toContain('stay');
  });

  test('every control works', async () => {
    await tabTo('#size');
    await page.keyboard.press('Home');
    await tabTo('#push button');
    await page.keyboard.press('Enter');
    await said('A pipeline of 5 jobs is pushed.');
    await tabTo('#interrupt button');
    await page.keyboard.press('Enter');
    await said(/^EC2 takes machine [0-9a-f]{8} back/);
    await tabTo('#losses');
    await page.keyboard.type('7');
    await page.keyboard.press('Enter');
    await said('The next 7 webhooks will be lost.');
    expect(world.lostWebhooks.left).toBe(7);
    await tabTo('#speeds input');
    await page.keyboard.press('ArrowRight');
    await said(/^Time passes \d+ times as fast/);
    expect(world.clock.speed).toBeGreaterThan(1);
    world.lostWebhooks.loseNext(0);
  });

  test('a jump lives through all that happens until the next period', async () => {
    world.clock.setSpeed(1);
    await tabTo('#jump-button');
    await page.keyboard.press('Enter');
    await said('The clock jumps to Tue 22:00.');
    await page.locator('#jump-when').getByText('Period ends Wed 09:00').waitFor();
    await page.getByText('No machine: nothing runs while no job runs.').waitFor();
    expect((await world.details()).now).toMatch(/^2026-11-24T20:00:0/);
    expect(world.errors).toEqual([]);
  });
});

describe('on a phone', () => {
  beforeEach(() => page.setViewportSize(NARROW));

  test('the drawer opens with all controls, and closes again', async () => {
    const more = page.getByRole('button', { name: 'More', exact: true });
    expect(await page.locator('#jump-button').isVisible()).toBe(false);
    await more.click();
    expect(await more.getAttribute('aria-expanded')).toBe('true');
    const { y, height } = await boxOf('#drawer');
    expect([y > 0, y + height < NARROW.height]).toEqual([true, true]);
    expect(await cutParts('#drawer, #drawer :not(.unseen)')).toEqual([]);
    expect(await violationsOf(page, ['serious', 'critical'])).toEqual([]);
  });

  test('a guided minute begins with a pipeline, takes the drawer’s place, and ends when it is told to', async () => {
    await page.locator('#start-tour').click();
    await page.getByRole('heading', { name: '1 of 5: A pipeline is pushed' }).waitFor();
    await world.clock.advance(2);
    await health(/1 job waits/);
    expect(await page.locator('#push').isVisible()).toBe(false);
    const { y, height } = await boxOf('#drawer');
    expect(y + height).toBeLessThan(NARROW.height);
    expect(height).toBeLessThan(NARROW.height / 4);
    expect((await boxOf('#lanes')).y).toBeLessThan(y);
    expect(await cutParts('#tour, #tour :not(.unseen)')).toEqual([]);
    await page.getByRole('button', { name: 'End it' }).click();
    await page.locator('#push').waitFor();
    expect(await page.locator('#size:focus').count()).toBe(1);
    expect(await page.locator('#jump-button').isVisible()).toBe(false);
  });
});

test('a machine of four places has a row for each: jobs are in their own, times without any in all', async () => {
  const config = `${readFileSync('config.toml', 'utf8')}\n[runners.bastionless]\njobs_per_machine = 4`;
  const wide = await startWorld({ start: EVENING, change: () => readConfig(config, 'config.toml') });
  others.push(wide);
  const seen = await browser.newPage({ viewport: WIDE });
  seen.on('pageerror', (error) => complaints.push(error.message));
  await seen.goto(wide.url);
  await fetch(`${wide.url}/api/pipelines`, { method: 'POST' });
  const running = async () => (await wide.details()).jobs.filter(({ status }) => status === 'running').length;
  await wide.clock.advanceUntil(async () => (await running()) === 3, 200);
  await wide.clock.advance(1);
  const jobs = seen.locator('.stay[aria-label*=", Used, since"]');
  await jobs.nth(2).waitFor();

  for (const size of [WIDE, NARROW]) {
    await seen.setViewportSize(size);
    const boxOfAll = (part: string) =>
      seen.locator(part).evaluateAll((parts) => parts.map((one) => one.getBoundingClientRect().toJSON()));
    const [track, ...otherTracks] = (await boxOfAll('.track')) as [Box, ...Box[]];
    const [booting] = (await boxOfAll('.stay[data-state=Creating]')) as [Box];
    const rows = (await boxOfAll('.stay[aria-label*=", Used, since"]')) as Box[];
    expect(otherTracks).toEqual([]);
    expect(booting.height).toBe(4 * 16);
    expect(rows.map(({ y, height }) => (y - track.y) / height).toSorted()).toEqual([0, 1, 2]);
    expect(rows.map(({ height }) => height)).toEqual([16, 16, 16]);
    expect(await seen.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)).toBe(0);
  }
  expect(await seen.locator('.lane .name').count()).toBe(1);
  await seen.close();
});

test('the drawer has kept its size', () => {
  expect([...drawerSizes]).toHaveLength(1);
});

test('nothing was complained of but the connection that we broke', () => {
  expect(complaints.filter((complaint) => !complaint.includes('net::ERR_'))).toEqual([]);
});
