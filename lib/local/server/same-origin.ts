import { createMiddleware } from 'hono/factory';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const SAFE = new Set(['GET', 'HEAD']);

/**
 * Any page that is open in the same browser can send requests to a server on localhost: so nothing is changed for
 * another origin, and nothing answered under another name, which a foreign domain could have made to mean us.
 * Requests that no browser sent have neither header. https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Fetch-Site
 */
export const sameOriginOnly = createMiddleware(async (c, next) => {
  const { hostname, host } = new URL(c.req.url);
  if (!LOOPBACK.has(hostname)) return c.text(`refused: this is localhost, not ${hostname}`, 403);
  if (SAFE.has(c.req.method)) return next();
  const site = c.req.header('sec-fetch-site') ?? 'none';
  const origin = c.req.header('origin');
  const isOwn =
    ['same-origin', 'none'].includes(site) && (origin === undefined || originHost(origin) === host);
  if (!isOwn) return c.text('refused: asked for by another origin', 403);
  return next();
});

const originHost = (origin: string): string => (URL.canParse(origin) ? new URL(origin).host : '');
