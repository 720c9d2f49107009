import { AMAZON_LINUX, WELL } from './machines.ts';
import { makeImage, removeSandboxes } from './sandbox.ts';

afterAll(removeSandboxes);

describe('an image', () => {
  test('has Docker, gitlab-runner and the images that jobs are likely to ask for', () => {
    const made = makeImage(AMAZON_LINUX, WELL);
    expect(made.exitCode).toBe(0);
    expect(made.calls).toEqual(
      expect.arrayContaining([
        'dnf install --assumeyes docker',
        'systemctl enable docker',
        'docker pull --quiet ruby:3.4',
      ]),
    );
    expect(made.mode('/usr/local/bin/gitlab-runner')).toBe('755');
  });

  test('has nothing of a machine: no unit, no registration, nothing that says it has booted', () => {
    const made = makeImage(AMAZON_LINUX, WELL);
    expect(made.calls.filter((call) => /register|bastionless-|shutdown/.test(call))).toEqual([]);
    expect(made.exists('/run/bastionless')).toBe(false);
    expect(made.exists('/etc/systemd/system')).toBe(false);
  });

  test.each([
    ['Docker cannot be installed', { failures: { 'dnf ': 9 } }],
    ['gitlab-runner is not GitLab’s', { says: { checksum: 'f'.repeat(64) } }],
    ['Docker does not start', { failures: { 'systemctl start docker': 1 } }],
  ])('is none when %s', (_, around) => {
    expect(makeImage(AMAZON_LINUX, { ...WELL, ...around }).exitCode).not.toBe(0);
  });
});
