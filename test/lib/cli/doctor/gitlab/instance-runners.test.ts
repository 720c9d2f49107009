import { instanceRunnerFindings } from '../../../../../lib/cli/doctor/gitlab/instance-runners.ts';
import { setupClient } from '../../../../../lib/gitlab/setup/setup-client.ts';
import { gitlabApi } from '../../../../../lib/local/gitlab-api/gitlab-api.ts';
import type { SimulatedProject } from '../../../../../lib/simulation/gitlab/model.ts';
import { aRunner, someSettings } from '../../../../builders/settings.ts';
import { API_TOKEN, aGitLab } from '../../../simulation/gitlab/a-gitlab.ts';

const PLACES = {
  project: { kind: 'Project', id: 380, path: 'acme/shop' },
  group: { kind: 'Group', id: 7, path: 'acme' },
} as const;

type InstanceRunners = SimulatedProject['instanceRunners'];

test.each<[keyof typeof PLACES, InstanceRunners | 'Off', boolean, string]>([
  ['project', 'Off', true, 'ok: off: all jobs are ours'],
  ['project', 'Available', true, 'warn: on: they take untagged jobs'],
  ['project', 'UsedUp', true, 'warn: on: they take untagged jobs'],
  ['project', 'Available', false, 'ok: on: they take jobs that have none but their tags'],
  ['group', 'Off', true, 'ok: off: all jobs are ours'],
  ['group', 'Available', true, 'warn: on: they take untagged jobs'],
])('of a %s where they are %s, with run_untagged = %s: %s', async (kind, its, runUntagged, expected) => {
  const { gitlab } = aGitLab();
  if (its !== 'Off' && its !== undefined) gitlab.projects.change(380, { instanceRunners: its });
  const api = gitlabApi(gitlab);
  const client = setupClient({
    url: gitlab.url,
    token: async () => API_TOKEN,
    fetch: async (input, init) => api.request(new Request(input, init)),
  });
  const place = PLACES[kind];
  const { kind: scopeKind, id } = place;
  const settings = someSettings({ runners: [aRunner({ scope: { kind: scopeKind, id }, runUntagged })] });
  const [finding] = await instanceRunnerFindings(client, place, settings);
  expect(finding?.check).toBe(`instance runners in ${place.path}`);
  expect(`${finding?.verdict}: ${finding?.found}`).toContain(expected);
});
