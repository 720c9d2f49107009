import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { gitlabApi } from '../../../lib/local/gitlab-api/gitlab-api.ts';
import { SimulatedGitLab } from '../../../lib/simulation/gitlab/gitlab.ts';
import { SeededRandom } from '../../../lib/simulation/seeded-random.ts';
import { PROJECT } from '../../../lib/simulation/world/projects.ts';
import { anOwnCa } from '../../builders/own-ca.ts';

export interface GitLabServer {
  readonly url: string;
  /** In PEM: nobody trusts it who is not told to. */
  readonly ca: string;
  readonly gitlab: SimulatedGitLab;
  readonly token: string;
  close(): void;
}

/** A GitLab that answers over TLS with a certificate of its own CA, for the deployed code. */
export async function startGitLab(): Promise<GitLabServer> {
  const token = 'an-access-token';
  const clock = { now: () => Date.now() / 1000 };
  const gitlab = new SimulatedGitLab({ clock, random: new SeededRandom(1), apiToken: token });
  gitlab.projects.add(PROJECT);
  const app = new Hono().route('/', gitlabApi(gitlab));
  const { ca, cert, key } = anOwnCa();
  const tls = { createServer, serverOptions: { cert, key } };
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1', ...tls });
  await once(server, 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, ca, gitlab, token, close: () => server.close() };
}
