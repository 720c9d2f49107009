import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Context, Hono } from 'hono';

/** Only files of this server, and no script or style within the page. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** The page is a folder beside this one, or beside the bundle of the command. */
const FOLDERS = ['../page/', './page/'];
/** The chart library's own files; a bundle has them in its page's folder. */
const LIBRARY: Readonly<Record<string, string>> = {
  'uPlot.esm.js': 'uplot/dist/uPlot.esm.js',
  'uPlot.min.css': 'uplot/dist/uPlot.min.css',
};

/** The page and its files. */
export function pageFiles(): Hono {
  const app = new Hono();
  app.get('/', (c) => send(c, 'index.html'));
  app.get('/page/:name{([a-z]+/)?[a-zA-Z-]+(\\.[a-z]+)+}', (c) => send(c, c.req.param('name') ?? ''));
  return app;
}

async function send(c: Context, name: string): Promise<Response> {
  const type = TYPES[name.slice(name.lastIndexOf('.') + 1)];
  const file = type === undefined ? undefined : await firstFile(placesOf(name));
  if (file === undefined) return c.notFound();
  return c.body(file, 200, { ...HEADERS, 'content-type': type ?? '' });
}

function placesOf(name: string): string[] {
  const places = FOLDERS.map((folder) => fileURLToPath(new URL(`${folder}${name}`, import.meta.url)));
  const library = LIBRARY[name];
  return library === undefined
    ? places
    : [...places, fileURLToPath(new URL(`../../../node_modules/${library}`, import.meta.url))];
}

async function firstFile(places: readonly string[]): Promise<Uint8Array<ArrayBuffer> | undefined> {
  for (const place of places) {
    const file = await readFile(place).catch(() => undefined);
    if (file !== undefined) return new Uint8Array(file);
  }
  return undefined;
}
