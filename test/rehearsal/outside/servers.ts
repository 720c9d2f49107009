import type { Server as HttpServer } from 'node:http';
import type { Server } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';

/** HTTP servers on sockets that others listen with. */
export class Servers {
  readonly #servers: HttpServer[] = [];

  serve({ fetch }: Pick<Hono, 'fetch'>): (socket: Server) => void {
    return (socket) => {
      const server = createAdaptorServer({ fetch }) as HttpServer;
      this.#servers.push(server);
      server.listen(socket);
    };
  }

  close(): void {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }
}
