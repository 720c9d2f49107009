import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { earlierRunners } from '../../../../lib/cli/init/earlier-runners.ts';
import { readConfigFile } from '../../../../lib/config/read.ts';
import { gitlabClient } from '../../../../lib/gitlab/rest-client.ts';
import { setupClient } from '../../../../lib/gitlab/setup/setup-client.ts';
import { gitlabApi } from '../../../../lib/local/gitlab-api/gitlab-api.ts';
import { aRunner } from '../../../builders/settings.ts';
import { API_TOKEN, aGitLab } from '../../simulation/gitlab/a-gitlab.ts';

const folder = mkdtempSync(join(tmpdir(), 'init-'));
afterAll(() => rmSync(folder, { recursive: true }));
const config = join(folder, 'config.toml');

/** What init says where the bastion's runner was like this in GitLab, and config.toml has these lines of ours. */
async function saidOf(more: Parameters<typeof aRunner>[0], lines: string, byId = false) {
  const { gitlab } = aGitLab();
  const api = gitlabApi(gitlab);
  const connection = {
    url: 'https://gitlab.example.com',
    token: async () => API_TOKEN,
    fetch: async (input: string | URL | Request, init?: RequestInit) => api.request(String(input), init),
  };
  const scope = { kind: 'Project', id: 380 } as const;
  const { id, token } = await gitlabClient(connection).createRunner(aRunner({ scope, ...more }), 'bastion');
  writeFileSync(
    config,
    `[[runners]]
name = "one"
url = "https://gitlab.example.com"
token = "${byId ? 'EXAMPLE' : token}"
executor = "docker+machine"
[runners.machine]
MachineDriver = "amazonec2"
MachineName = "ci-%s"
[runners.bastionless]
project = 380
${lines}`,
  );
  const named = byId ? { runner: id } : {};
  return earlierRunners(setupClient(connection), readConfigFile(config), { config, ...named });
}

const PROTECTED = {
  tags: ['deploy'],
  runUntagged: false,
  inGitLab: { isProtected: true, isLocked: true, maximumTimeout: 3600 },
};

test.each([false, true])(
  'what config.toml does not say of the earlier runner is told (named by its id: %s)',
  async (byId) => {
    expect(await saidOf(PROTECTED, '', byId)).toEqual([
      {
        check: 'runner one',
        verdict: 'warn',
        found:
          'in GitLab it has access_level = "ref_protected", tags = ["deploy"], run_untagged = false, maximum_timeout = 3600',
        todo: 'Say so in [runners.bastionless], if it is to stay so',
      },
    ]);
  },
);

test('nothing is left to say where config.toml says it', async () => {
  const lines = 'tags = ["deploy"]\naccess_level = "ref_protected"\nmaximum_timeout = 3600\n';
  expect(await saidOf(PROTECTED, lines)).toEqual([
    { check: 'runner one', verdict: 'ok', found: 'config.toml says what it is in GitLab' },
  ]);
});
