import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { readConfigFile } from '../../lib/config/read.ts';
import type { Settings } from '../../lib/config/settings.ts';
import { createApp } from '../../lib/local/server/app.ts';
import { type DetailedView, detailedView } from '../../lib/local/server/state-view.ts';
import { openEmbeddedTable } from '../../lib/local/world/embedded-table.ts';
import type { Instances } from '../../lib/local/world/instances.ts';
import { createWorld, type LocalWorld } from '../../lib/local/world/world.ts';
import type { Log } from '../../lib/scaler/ports/log.ts';
import type { UnixSeconds } from '../../lib/scaler/state/time.ts';
import { SeededRandom } from '../../lib/simulation/seeded-random.ts';
import { NOW } from '../builders/state.ts';
import { ToldClock } from './told-clock.ts';

export const SECRET = 'the-webhook-secret';

export interface RunningWorld extends LocalWorld {
  readonly clock: ToldClock;
  readonly url: string;
  /** What was logged as an error. */
  readonly errors: string[];
  /** What /api/details answers. */
  readonly details: () => Promise<DetailedView>;
  /** Sends a webhook by hand. Answers with the status. */
  readonly post: (body: string, headers?: Record<string, string>) => Promise<number>;
  /** Breaks all connections, as a network does, and lets nothing through until it is mended by what this answers with. */
  readonly cut: () => () => void;
  readonly stop: () => Promise<void>;
}

interface WorldOptions {
  /** Where what is on record stays. */
  readonly folder?: string;
  readonly start?: UnixSeconds;
  /** Puts in what the test is about. */
  readonly change?: (settings: Settings) => Settings;
  /** Other than simulated machines. */
  readonly instances?: Instances;
}

/**
 * The seed's config.toml on the real handlers, dynalite and HTTP, with a clock that passes when it is told to.
 */
export async function startWorld(options: WorldOptions = {}): Promise<RunningWorld> {
  const { folder, start = NOW, change = (settings) => settings, instances } = options;
  const clock = new ToldClock(start);
  const table = await openEmbeddedTable(folder);
  const app = new Hono();
  let network = Promise.resolve();
  app.use(async (_, next) => {
    await network;
    return next();
  });
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const errors: string[] = [];
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (message, fields) => errors.push(`${message} ${JSON.stringify(fields)}`),
  };
  const world = await createWorld({
    settings: change(readConfigFile('config.toml')),
    scheduler: clock,
    random: new SeededRandom(start),
    client: table.client,
    url,
    webhookSecret: SECRET,
    log,
    ...(instances !== undefined && { instances }),
  });
  app.route('/', createApp(world));
  return {
    ...world,
    clock,
    url,
    errors,
    details: () => detailedView(world.store, clock.now()),
    post: async (body, headers = { 'x-gitlab-token': SECRET }) => {
      const sent = { 'x-gitlab-event': 'Job Hook', ...headers };
      return (await fetch(`${url}/webhook`, { method: 'POST', headers: sent, body })).status;
    },
    cut: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      network = promise;
      (server as Server).closeAllConnections();
      return resolve;
    },
    stop: async () => {
      server.close();
      await table.close();
    },
  };
}
