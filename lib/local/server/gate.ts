import type { Hono } from 'hono';

/**
 * Serves 503 until the app exists, which needs the server's address first. A page that was left open asks
 * before that, and Hono takes no new routes once it has answered a request.
 */
export class Gate {
  #app: Hono | undefined;

  open(app: Hono): void {
    this.#app = app;
  }

  readonly fetch: Hono['fetch'] = (...request) =>
    this.#app?.fetch(...request) ??
    new Response('bastionless is starting', { status: 503, headers: { 'retry-after': '1' } });
}
