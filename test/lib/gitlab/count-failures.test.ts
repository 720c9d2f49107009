import { countFailures } from '../../../lib/gitlab/count-failures.ts';
import { gitlabClient } from '../../../lib/gitlab/rest-client.ts';
import { MemoryMetrics } from '../../../lib/simulation/memory/metrics.ts';

function aGitLab(status: number) {
  const metrics = new MemoryMetrics();
  const answer = async () => new Response('{}', { status });
  const client = gitlabClient({
    url: 'https://gitlab.example.com',
    token: async () => 'token',
    fetch: answer,
  });
  return { gitlab: countFailures(client, metrics), metrics };
}

test.each([500, 401, 429])(
  'a call that GitLab answers with %d is counted, and fails as before',
  async (status) => {
    const { gitlab, metrics } = aGitLab(status);

    await expect(gitlab.pauseRunner(1)).rejects.toThrow(`GitLab answered ${status}`);
    expect(metrics.of('GitLabFailures')).toBe(1);
  },
);

test.each([200, 404])('one that it answers with %d is not', async (status) => {
  const { gitlab, metrics } = aGitLab(status);

  expect(await gitlab.pauseRunner(1)).toBe(status === 200 ? 'Paused' : 'Gone');
  expect(metrics.of('GitLabFailures')).toBe(0);
});
