import { ALL, AMAZON_LINUX, delaysOf, READY, START, UBUNTU, UNIT_FILE, WELL } from './machines.ts';
import { boot, type MachineImage, removeSandboxes } from './sandbox.ts';

afterAll(removeSandboxes);

describe('a machine installs what its image lacks', () => {
  const apt = 'apt-get --option DPkg::Lock::Timeout=120';
  const aptInstall = `${apt} install --yes --no-install-recommends ca-certificates`;
  const withDocker = { ...AMAZON_LINUX, installed: ['curl', 'docker'] };
  test.each<[string, MachineImage, string[]]>([
    ['Amazon Linux 2023', AMAZON_LINUX, ['dnf install --assumeyes jq docker']],
    ['Amazon Linux, nothing', { ...AMAZON_LINUX, installed: [] }, ['dnf install --assumeyes curl jq docker']],
    ['Amazon Linux with docker', withDocker, ['dnf install --assumeyes jq']],
    ['Amazon Linux with all', READY, []],
    ['Ubuntu', UBUNTU, [`${apt} update`, `${aptInstall} jq docker.io`]],
    ['Ubuntu with all', { ...UBUNTU, installed: ALL }, []],
  ])('%s', (_, image, installations) => {
    const { calls, exitCode } = boot(image, WELL);
    expect(calls.filter((call) => /^(dnf|apt-get) /.test(call))).toEqual(installations);
    expect(calls).toContain('systemctl enable --now docker');
    expect(calls).toContain(START);
    expect(exitCode).toBe(0);
  });

  test.each([
    ['x86_64', 'amd64'],
    ['aarch64', 'arm64'],
  ] as const)("GitLab's gitlab-runner for %s", (architecture, name) => {
    const machine = boot({ ...AMAZON_LINUX, architecture }, WELL);
    const downloads = machine.calls.filter((call) => call.includes('gitlab-runner-downloads'));
    expect(downloads).toEqual([expect.stringMatching(`/latest/binaries/gitlab-runner-linux-${name}$`)]);
    expect(machine.mode('/usr/local/bin/gitlab-runner')).toBe('755');
    expect(machine.file(UNIT_FILE)).toContain('\nExecStart=/usr/local/bin/gitlab-runner run-single ');
  });

  test.each([
    ['dnf', AMAZON_LINUX, 'dnf install'],
    ['apt-get update', UBUNTU, `${apt} update`],
    ['apt-get install', UBUNTU, `${apt} install`],
    ['the download', AMAZON_LINUX, 'curl --silent --show-error --fail --location'],
  ])('again when %s fails, ever later', (_, image, command) => {
    const { calls } = boot(image, { ...WELL, failures: { [command]: 3 } });
    expect(delaysOf(calls)).toEqual([2, 4, 8]);
    expect(calls).toContain(START);
  });

  test("and stops the service of GitLab's package before there is a config.toml for it", () => {
    const files = { '/etc/systemd/system/gitlab-runner.service': '[Service]' };
    const { calls } = boot({ ...READY, files }, WELL);
    const stopped = calls.indexOf('systemctl disable --now gitlab-runner.service');
    expect(stopped).toBeGreaterThan(-1);
    expect(stopped).toBeLessThan(calls.findIndex((call) => call.endsWith('/register')));
  });
});
