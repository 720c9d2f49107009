/** Takes pictures of the page: `npm run screenshot` the README's, with a folder as argument every scene in every look. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startBrowser } from './a-browser.ts';
import { type RunningWorld, startWorld } from './a-world.ts';
import { SCENES } from './scenes.ts';

const README = 'docs/page.png';
/** An hour and a bit before the evening's period begins, in the time zone of config.toml. */
const START = Date.parse('2026-11-24T18:50:00Z') / 1000;

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };
type Look = BrowserContextOptions & {
  readonly viewport: { readonly width: number; readonly height: number };
};

const LOOKS: Readonly<Record<string, Look>> = {
  '1440-light': { colorScheme: 'light', viewport: WIDE },
  '1440-dark': { colorScheme: 'dark', viewport: WIDE },
  '390-light': { colorScheme: 'light', viewport: NARROW },
  '390-dark': { colorScheme: 'dark', viewport: NARROW },
};

const { positionals } = parseArgs({ allowPositionals: true });
const [folder] = positionals;
// The browser is unpacked there.
const scratch = await mkdtemp(join(tmpdir(), 'screenshot-'));
Object.assign(process.env, { TMPDIR: scratch });
const world = await startWorld({ start: START });
world.clock.setSpeed(1);
const browser = await startBrowser();
for (const [scene, play] of Object.entries(SCENES)) {
  await play(world);
  if (folder !== undefined) await takeAll(browser, world, `${folder}/${scene}`);
  else if (scene === 'interrupted') {
    await take(browser, world, README, { colorScheme: 'light', viewport: { width: 1440, height: 1010 } });
  }
}
await browser.close();
await world.stop();
await rm(scratch, { recursive: true });
process.exit(0);

async function takeAll(from: Browser, of: RunningWorld, path: string): Promise<void> {
  for (const [name, look] of Object.entries(LOOKS)) await take(from, of, `${path}-${name}.png`, look, true);
}

async function take(
  from: Browser,
  { url }: RunningWorld,
  path: string,
  look: Look,
  fullPage = false,
): Promise<void> {
  const page = await from.newPage({ ...look, locale: 'en-GB' });
  page.on('console', (message) => process.stderr.write(`${message.text()}\n`));
  page.on('pageerror', (error) => process.stderr.write(`${error.stack}\n`));
  await page.goto(url);
  await page.locator('#health:not([data-level=waiting])').waitFor();
  const bar = page.locator('.stay[data-state="Used"]').first();
  if ((await bar.count()) > 0) {
    await bar.hover();
    await page.locator('#why b').waitFor();
  }
  // As tall as it is: what is fixed to a window's end is then at the page's.
  if (fullPage) await page.setViewportSize({ width: look.viewport.width, height: await heightOf(page) });
  await page.screenshot({ path });
  await page.close();
}

function heightOf(page: Page): Promise<number> {
  return page.locator('html').evaluate(({ scrollHeight }) => scrollHeight);
}
