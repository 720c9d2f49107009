import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import type { Hono } from 'hono';

export interface Listening {
  readonly server: ServerType;
  /** http://localhost:PORT */
  readonly url: string;
}

/** Serves on this computer alone. Port 0 is a free one. Rejects if the port is taken. */
export function listen(app: Pick<Hono, 'fetch'>, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (address: AddressInfo) =>
      resolve({ server, url: `http://localhost:${address.port}` }),
    );
    server.once('error', reject);
  });
}
