import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/**
 * A real browser, from npm alone. Not with that package's own arguments, which are for a Lambda function: they turn the
 * browser's checks of origins off, and put all pages into one process, which ends with the first page that is closed.
 */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: ['--no-sandbox', '--headless=shell', '--disable-gpu', '--font-render-hinting=none'],
    headless: true,
    // Its own language is then "en-US@posix", the oddest that there is.
    env: { ...process.env, LANG: 'C', LC_ALL: 'C' },
  });
}
