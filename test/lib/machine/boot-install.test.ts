import { ALL, AMAZON_LINUX, delaysOf, POWER_OFF, READY, START, UBUNTU, UNIT_FILE, WELL } from './machines.ts';
import { boot, type MachineImage, removeSandboxes } from './sandbox.ts';

afterAll(removeSandboxes);

describe('a machine installs what its image lacks', () => {
  const apt = 'apt-get --option DPkg::Lock::Timeout=120';
  const aptInstall = `${apt} install --yes --no-install-recommends ca-certificates`;
  test.each<[string, MachineImage, string[]]>([
    ['Amazon Linux 2023', AMAZON_LINUX, ['dnf install --assumeyes docker']],
    [
      'Amazon Linux, nothing',
      { ...AMAZON_LINUX, installed: [] },
      ['dnf install --assumeyes curl', 'dnf install --assumeyes docker'],
    ],
    ['Amazon Linux with all', READY, []],
    ['Ubuntu', UBUNTU, [`${apt} update`, `${aptInstall} docker.io`]],
    ['Ubuntu with all', { ...UBUNTU, installed: ALL }, []],
  ])('%s', (_, image, installations) => {
    const { calls, exitCode } = boot(image, WELL);
    expect(calls.filter((call) => /^(dnf|apt-get) /.test(call))).toEqual(installations);
    expect(calls).toContain('systemctl start docker');
    expect(calls).toContain(START);
    expect(exitCode).toBe(0);
  });

  test.each([
    ['dnf', AMAZON_LINUX, 'dnf install'],
    ['apt-get update', UBUNTU, `${apt} update`],
    ['apt-get install', UBUNTU, `${apt} install`],
    ['the download', AMAZON_LINUX, 'curl --silent --show-error --fail --fail-early'],
  ])('again when %s fails, ever later', (_, image, command) => {
    const { calls, log } = boot(image, { ...WELL, failures: { [command]: 3 } });
    expect(delaysOf(calls)).toEqual([2, 4, 8]);
    expect(log).toContain('told to fail');
    expect(calls).toContain(START);
  });

  test('and stops what would take its jobs, its memory or its Docker, before it registers', () => {
    const files = { '/etc/systemd/system/gitlab-runner.service': '[Service]' };
    const { calls } = boot({ ...READY, files }, WELL);
    const stopped = calls.indexOf(
      'systemctl stop gitlab-runner.service ecs.service apt-daily.timer apt-daily-upgrade.timer',
    );
    expect(stopped).toBeGreaterThan(-1);
    expect(stopped).toBeLessThan(calls.findIndex((call) => call.endsWith('/register')));
  });
});

describe('gitlab-runner', () => {
  test.each([
    ['x86_64', 'amd64'],
    ['aarch64', 'arm64'],
  ] as const)('is the pinned one for %s', (architecture, name) => {
    const machine = boot({ ...AMAZON_LINUX, architecture }, WELL);
    const downloads = machine.calls.filter((call) => call.includes('gitlab-runner-downloads'));
    expect(downloads).toEqual([
      expect.stringMatching(`/v19.3.0/release.sha256 .*/v19.3.0/binaries/gitlab-runner-linux-${name}$`),
    ]);
    expect(machine.mode('/usr/local/bin/gitlab-runner')).toBe('755');
    expect(machine.file(UNIT_FILE)).toContain('\nExecStart=/usr/local/bin/gitlab-runner run-single ');
  });

  test.each([
    ['is another', 'f'.repeat(64), `published is ${'f'.repeat(64)}`],
    ['is not there', '', 'published is none'],
  ])('is refused where its published checksum %s', (_, checksum, words) => {
    const machine = boot(AMAZON_LINUX, { ...WELL, says: { checksum } });
    expect(machine.exists('/usr/local/bin/gitlab-runner')).toBe(false);
    expect(machine.report).toContain("gitlab-runner 19.3.0 is not GitLab's");
    expect(machine.report).toContain(words);
    expect(machine.calls).not.toContain(START);
    expect(machine.calls.at(-1)).toBe(POWER_OFF);
  });

  test('is the image’s, where it has one', () => {
    const { calls } = boot(READY, WELL);
    expect(calls.filter((call) => call.includes('gitlab-runner-downloads'))).toEqual([]);
  });
});

describe('the images that jobs are likely to ask for', () => {
  const HELPER = 'registry.gitlab.com/gitlab-org/gitlab-runner/gitlab-runner-helper:x86_64-v19.3.0';
  const pulled = (calls: readonly string[]) => calls.filter((call) => call.startsWith('docker pull'));

  test('are pulled beside the registration, which does not wait for them', () => {
    const { calls } = boot(READY, WELL);
    const started = calls.findIndex((call) => /^systemd-run .* --no-block .*\/machine prefetch$/.test(call));
    expect(started).toBeGreaterThan(calls.indexOf('systemctl start docker'));
    expect(started).toBeLessThan(calls.findIndex((call) => call.endsWith('/register')));
    expect(pulled(calls)).toEqual([]);
  });

  test('are all tried, whatever becomes of one', () => {
    const failures = { [`docker pull --quiet ${HELPER}`]: 1 };
    const { calls, exitCode, log } = boot(READY, WELL).run('prefetch', { failures });
    expect(pulled(calls)).toEqual([`docker pull --quiet ${HELPER}`, 'docker pull --quiet ruby:3.4']);
    expect(log).toContain('has pulled ruby:3.4');
    expect(exitCode).toBe(0);
  });
});
