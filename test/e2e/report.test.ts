import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { comparisonPage } from '../../lib/cli/simulate/page/page.ts';
import { tuningPage } from '../../lib/cli/simulate/page/tuning-page.ts';
import { compare } from '../../lib/compare/compare.ts';
import { tune } from '../../lib/compare/tune/tune.ts';
import { readConfigFile } from '../../lib/config/read.ts';
import { aScenario, aWorkload } from '../builders/workload.ts';
import { startBrowser } from './a-browser.ts';
import { violationsOf } from './axe.ts';

const settings = readConfigFile('config.toml');
const comings = [600, 700, 15_000].map((after) => [after, 120] as const);
const scenario = aScenario(settings, aWorkload(settings, comings, 21_600));

const folder = mkdtempSync(join(tmpdir(), 'bastionless-'));
let browser: Browser;
let page: Page;
let comparison: string;

beforeAll(async () => {
  comparison = comparisonPage(await compare(scenario, ['docker-machine', 'always-on']));
  browser = await startBrowser();
  page = await (await browser.newContext()).newPage();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

async function open(html: string): Promise<string[]> {
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('requestfailed', (request) => complaints.push(request.url()));
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  await page.goto(pathToFileURL(file).href);
  return complaints;
}

const colourOf = (selector: string, property: string) =>
  page.evaluate<string>(
    `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).getPropertyValue('${property}')`,
  );

test.each(['light', 'dark'] as const)('a comparison, %s, can be read by everyone', async (colorScheme) => {
  await page.emulateMedia({ media: 'screen', colorScheme });
  const complaints = await open(comparison);
  expect(await page.locator('figure svg').count()).toBe(6);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('how long jobs would wait');
  expect(await violationsOf(page)).toEqual([]);
  expect(complaints).toEqual([]);
  const isDark = colorScheme === 'dark';
  expect(await colourOf('body', 'background-color')).toBe(isDark ? 'rgb(15, 21, 27)' : 'rgb(255, 255, 255)');
  expect(await colourOf('svg text', 'fill')).toBe(isDark ? 'rgb(230, 237, 243)' : 'rgb(28, 39, 51)');
});

test('on paper it is light, and shows its tables', async () => {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await open(comparison);
  expect(await colourOf('body', 'background-color')).toBe('rgb(255, 255, 255)');
  expect(await page.locator('details table').first().isVisible()).toBe(true);
});

test('a tuning can be read by everyone', async () => {
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  await open(tuningPage(await tune({ scenario, p95: 60, types: [] })));
  expect(await page.locator('pre').textContent()).toContain('IdleCount = ');
  expect(await violationsOf(page)).toEqual([]);
});
