import { judgeVersions } from '../../../../lib/cli/gitlab/runner-version.ts';
import { minorOf } from '../../../../lib/gitlab/setup/version.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';

const settings = (...versions: readonly string[]) =>
  someSettings({
    runners: versions.map((runnerVersion, index) =>
      aRunner({ name: `r${index}`, software: { runnerVersion, prefetch: [] } }),
    ),
  });

test.each([
  ['19.3.2-ee', ['19.3.0'], 'ok', '19.3.0; GitLab is 19.3', undefined],
  ['20.0.0-pre', ['19.3.0', '18.11.0'], 'ok', '19.3.0, 18.11.0; GitLab is 20.0', undefined],
  [
    ...['18.11.4-ce', ['19.3.0'], 'warn', '19.3.0 is newer than GitLab, which is 18.11'],
    'Set runner_version = "18.11.0" in [runners.bastionless], and deploy.',
  ],
  ['unknown', ['19.3.0'], 'warn', 'GitLab does not tell its version', undefined],
] as const)('GitLab %s with gitlab-runner %j', (gitlab, versions, verdict, found, todo) => {
  const [finding, ...more] = judgeVersions(minorOf(gitlab), settings(...versions));
  expect(more).toEqual([]);
  expect(finding).toMatchObject({ verdict, found });
  expect(finding?.todo).toBe(todo);
});
