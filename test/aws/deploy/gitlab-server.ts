import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { gitlabApi } from '../../../lib/local/gitlab-api.ts';
import { PROJECT } from '../../../lib/local/world.ts';
import { SimulatedGitLab } from '../../../lib/simulation/gitlab/gitlab.ts';
import { SeededRandom } from '../../../lib/simulation/seeded-random.ts';

export interface GitLabServer {
  readonly url: string;
  readonly gitlab: SimulatedGitLab;
  readonly token: string;
  close(): void;
}

/** A GitLab that answers over HTTP, for the deployed code. */
export async function startGitLab(): Promise<GitLabServer> {
  const token = 'an-access-token';
  const clock = { now: () => Date.now() / 1000 };
  const gitlab = new SimulatedGitLab({ clock, random: new SeededRandom(1), apiToken: token });
  gitlab.projects.add(PROJECT);
  const app = new Hono().route('/', gitlabApi(gitlab));
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, gitlab, token, close: () => server.close() };
}
