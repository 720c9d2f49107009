import sparticuz from '@sparticuz/chromium';

/** Unpacks the browser before any test does: two at once would start one that is half there. */
export default async function unpackChromium() {
  await sparticuz.executablePath();
}
