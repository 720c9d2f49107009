/** Takes the pictures of the page: `npm run screenshot` writes the README's, with a folder as argument all of them. */
import { parseArgs } from 'node:util';
import type { BrowserContextOptions } from 'playwright-core';
import { startBrowser } from './a-browser.ts';
import { type RunningWorld, startWorld } from './a-world.ts';

const README = 'docs/page.png';

/** A Tuesday morning, in the middle of work. */
const START = Date.parse('2026-11-24T07:40:00Z') / 1000;

const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 1090 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 1000 } },
  narrow: { colorScheme: 'light', viewport: { width: 360, height: 800 } },
};

async function push(world: RunningWorld, size: string): Promise<void> {
  await fetch(`${world.url}/api/pipelines`, { method: 'POST', body: JSON.stringify({ size }) });
}

/** Sizes of pipelines, and seconds until the next: a busy half hour, and EC2 that takes a machine back. */
const WORK: readonly (readonly [size: string, then: number])[] = [
  ['medium', 400],
  ['small', 480],
  ['medium', 330],
  ['small', 150],
  ['medium', 210],
  ['small', 120],
  ['large', 100],
];
const AFTER_INTERRUPTION = 50;

async function work(world: RunningWorld): Promise<void> {
  for (const [size, then] of WORK) {
    await push(world, size);
    await world.clock.advance(then);
  }
  await interruptOne(world);
  await world.clock.advance(AFTER_INTERRUPTION);
}

async function interruptOne(world: RunningWorld): Promise<void> {
  const victim = (await world.details()).machines.find(({ state }) => state === 'Used');
  world.ec2.interrupt(victim?.instanceId ?? '');
}

const { positionals } = parseArgs({ allowPositionals: true });
const [folder] = positionals;
const world = await startWorld({ start: START });
world.clock.setSpeed(1);
await work(world);
const browser = await startBrowser();
for (const [name, look] of Object.entries(LOOKS)) {
  if (folder === undefined && name !== 'light') continue;
  const page = await browser.newPage({ ...look, locale: 'en-GB', timezoneId: 'Europe/Kiev' });
  page.on('console', (message) => process.stderr.write(`${message.text()}\n`));
  page.on('pageerror', (error) => process.stderr.write(`${error.stack}\n`));
  await page.goto(world.url);
  await page.locator('.stay[data-state="Used"]').first().waitFor();
  await page.getByLabel('10 min').check({ force: true });
  await page.locator('.stay[data-state="Used"]').first().hover();
  await page.locator('#why b').waitFor();
  const path = folder === undefined ? README : `${folder}/${name}.png`;
  await page.screenshot({ path, fullPage: folder !== undefined });
}
await browser.close();
await world.stop();
process.exit(0);
