import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startBrowser } from './a-browser.ts';
import { type RunningWorld, startWorld } from './a-world.ts';

/** In the evening in Kyiv: half an hour before a period begins. */
const HALF_PAST_NINE = Date.parse('2026-11-24T19:30:00Z') / 1000;

let world: RunningWorld;
let browser: Browser;

beforeAll(async () => {
  world = await startWorld({ start: HALF_PAST_NINE });
  browser = await startBrowser();
  await fetch(`${world.url}/api/pipelines`, { method: 'POST', body: '{"size": "medium"}' });
  await world.clock.advance(70);
});
afterAll(async () => {
  await browser?.close();
  await world.stop();
});

async function open(look: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', ...look });
  const page = await context.newPage();
  await page.goto(world.url);
  await page.locator('.stay[data-state=Used]').first().waitFor();
  await page.getByText('The timeline as a table').click();
  await page.locator('#machines tbody tr').first().waitFor();
  return page;
}

test.each(['light', 'dark'] as const)('axe finds nothing serious in the %s page', async (colorScheme) => {
  const page = await open({ colorScheme });
  await page.locator('.stay').first().focus();
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  await page.close();
});

test('a narrow window scrolls in one direction only', async () => {
  const page = await open({ viewport: { width: 360, height: 700 } });
  const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(overflow).toBe(0);
  await page.close();
});

describe('by keyboard alone', () => {
  let page: Page;
  beforeAll(async () => {
    page = await open({});
  });
  const focused = () => page.locator(':focus');
  const said = (text: string | RegExp) =>
    page.locator('#status').getByText(text).waitFor({ state: 'attached' });

  /** Tab, until the element has the focus. */
  async function tabTo(selector: string): Promise<void> {
    for (let presses = 0; presses < 60; presses += 1) {
      if ((await page.locator(`${selector}:focus`).count()) > 0) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the Tab key does not come to ${selector}`);
  }

  test('a link leads past the controls', async () => {
    await page.reload();
    await page.locator('.stay').first().waitFor();
    await page.keyboard.press('Tab');
    expect(await focused().textContent()).toBe('Skip to the machines');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused().getAttribute('name')).toBe('window');
  });

  test('every control works', async () => {
    await tabTo('#size');
    await page.keyboard.press('ArrowDown');
    await tabTo('#push button');
    await page.keyboard.press('Enter');
    await said('A pipeline of 10 jobs is pushed.');
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
  });

  test('the arrow keys move between the bars, and each says why', async () => {
    await tabTo('.stay[tabindex="0"]');
    const first = await focused().getAttribute('aria-label');
    expect(first).toContain('Creating');
    await page.keyboard.press('ArrowRight');
    const second = await focused().getAttribute('aria-label');
    expect(second).not.toBe(first);
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('.lane').nth(1).locator('.stay:focus').count()).toBe(1);
    await page.keyboard.press('End');
    await page.locator('#why b').getByText('Used by').waitFor();
    await page.keyboard.press('Tab');
    expect(await focused().evaluate(({ className }) => className)).not.toContain('stay');
  });

  test('a jump lives through all that happens until the next period', async () => {
    await page.reload();
    await page.locator('.stay').first().waitFor();
    world.clock.setSpeed(1);
    await tabTo('#jump-button');
    await page.keyboard.press('Enter');
    await said('The clock jumps to');
    await page.locator('#jump-when').getByText('Period ends Wed 09:00').waitFor();
    await page.getByText('No machine: nothing runs while no job runs.').waitFor();
    expect((await world.details()).now).toMatch(/^2026-11-24T20:00:0/);
    expect(world.errors).toEqual([]);
  });
});
