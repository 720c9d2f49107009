import type { Hono } from 'hono';

/**
 * What a server serves whose app is made only once its address is known: 503 until then. A page that was left open
 * asks before that, and Hono takes no route any more once it has answered.
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
