import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { gitlabApi } from '../../lib/local/gitlab-api/gitlab-api.ts';
import type { SimulatedGitLab } from '../../lib/simulation/gitlab/gitlab.ts';
import { API_TOKEN, aGitLab } from '../lib/simulation/gitlab/a-gitlab.ts';

export interface GitLabServer {
  readonly gitlab: SimulatedGitLab;
  readonly url: string;
  readonly token: string;
  readonly stop: () => void;
}

/** The simulated GitLab, with project 380 "acme/shop" in group 7, over HTTP. */
export async function aGitLabServer(): Promise<GitLabServer> {
  const { gitlab } = aGitLab();
  const server = serve({ fetch: gitlabApi(gitlab).fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { gitlab, url, token: API_TOKEN, stop: () => void server.close() };
}
