import { answerOf } from '../../../lib/machine/answer.ts';
import {
  AMAZON_LINUX,
  CONFIG,
  CONFIG_FILE,
  delaysOf,
  POWER_OFF,
  READY,
  START,
  UNIT_FILE,
  WELL,
} from './machines.ts';
import { boot, type MachineImage, removeSandboxes, type Surroundings } from './sandbox.ts';

afterAll(removeSandboxes);

describe('config.toml', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['is new', {}],
    ['takes the place of one that all could read', { [CONFIG_FILE]: 'concurrent = 9\n' }],
  ])('%s: what the answer says, for root alone', (_, files) => {
    const machine = boot({ ...READY, files }, WELL);
    expect(machine.file(CONFIG_FILE)).toBe(CONFIG);
    expect(machine.mode(CONFIG_FILE)).toBe('600');
    expect(machine.mode('/etc/gitlab-runner')).toBe('700');
  });

  test.each(['<html>', '', '{"config":""}', '"--runner" "m-1"\n', '"--runner" "m-1"\n<html>'])(
    'power is off after an answer such as %j',
    (answer) => {
      const { calls, report } = boot(READY, { ...WELL, answer });
      expect(calls).not.toContain(START);
      expect(report).toMatch(/^the answer to its registration is no runner\n/);
      expect(calls.at(-1)).toBe(POWER_OFF);
    },
  );
});

describe('the unit', () => {
  test('runs gitlab-runner once, ends with Docker, and powers the machine off however it ends', () => {
    const machine = boot(AMAZON_LINUX, WELL);
    expect(machine.file(UNIT_FILE)).toBe(`[Unit]
Description=The GitLab Runner of this machine
Wants=network-online.target bastionless-watch.service
BindsTo=docker.service
After=network-online.target docker.service
SuccessAction=poweroff
FailureAction=poweroff

[Service]
Type=simple
Environment=HOME=/root
ExecStart=/usr/local/bin/gitlab-runner run-single --config ${CONFIG_FILE} "--runner" "m-1" "--max-builds" "100"
ExecStop=/bin/bash /run/bastionless/machine stopping
ExecStopPost=/bin/bash /run/bastionless/machine ended
KillMode=mixed
KillSignal=SIGQUIT
TimeoutStopSec=2h
StandardOutput=journal+console
StandardError=journal+console
`);
  });

  test('runs several, where there are several places', () => {
    const answer = answerOf({
      config: CONFIG.replace('concurrent = 1', 'concurrent = 4'),
      arguments: ['--runner', 'm-1', '--max-builds', '8', '--wait-timeout', '600'],
    });
    expect(boot(READY, { ...WELL, answer }).file(UNIT_FILE)).toContain(
      '\nExecStart=/bin/bash /run/bastionless/machine work "--runner" "m-1" "--max-builds" "8" "--wait-timeout" "600"\n',
    );
  });

  test.each([
    ['a space', 'ci machine', '"ci machine"'],
    ['a percent sign', '100%h', '"100%%h"'],
    ['a dollar sign', '$HOME', '"$$HOME"'],
    ['quotes', `a"b'c`, String.raw`"a\"b'c"`],
    ['a backslash', String.raw`a\n`, String.raw`"a\\n"`],
    ['the end of a command', ';', '";"'],
  ])('passes an argument with %s on as it is', (_, argument, quoted) => {
    const answer = answerOf({ config: CONFIG, arguments: ['--runner', argument] });
    const machine = boot(READY, { ...WELL, answer });
    expect(machine.file(UNIT_FILE)).toContain(` --config ${CONFIG_FILE} "--runner" ${quoted}\n`);
  });
});

test('a machine that boots a second time ends itself: of what it was told before anything else, that alone is on its disk', () => {
  const machine = boot(READY, { ...WELL, statuses: ['409'] });
  const unit = 'bastionless-second-boot.service';
  expect(machine.file(`/etc/systemd/system/multi-user.target.wants/${unit}`)).toContain(
    '\nSuccessAction=poweroff\n',
  );
  expect(machine.exists(UNIT_FILE)).toBe(false);
});

describe('power', () => {
  test('is limited to an hour before anything else, and no more once the runner is about to start', () => {
    const { calls, log } = boot(READY, WELL);
    expect(calls[0]).toBe('shutdown -h +60');
    const isOfPower = (call: string) => call.startsWith('shutdown') || call === START;
    expect(calls.filter(isOfPower)).toEqual(['shutdown -h +60', 'shutdown -c', START]);
    expect(calls.at(-1)).toBe(START);
    expect(log).toContain('the runner has started');
  });

  test.each<[string, MachineImage, string, number, string]>([
    ['packages cannot be installed', AMAZON_LINUX, 'dnf ', 9, 'docker could not be installed'],
    [
      'gitlab-runner cannot be downloaded',
      AMAZON_LINUX,
      'curl --silent --show-error --fail --fail-early',
      9,
      'gitlab-runner 19.3.0 could not be downloaded',
    ],
    ['Docker does not start', READY, 'systemctl start docker', 1, 'Docker does not start'],
    [
      'Docker does not answer',
      READY,
      'curl --silent --fail --max-time 10 --unix-socket',
      1,
      'Docker does not start',
    ],
    ['the limit cannot be called off', READY, 'shutdown -c', 1, 'boot failed at `shutdown -c` (status 1)'],
    [
      'the unit does not start',
      READY,
      START,
      1,
      'start_runner failed at `systemctl start "$RUNNER_UNIT"` (status 1)',
    ],
  ])('is off when %s, and the report says why', (_, image, command, times, reason) => {
    const { calls, exitCode, report } = boot(image, { ...WELL, failures: { [command]: times } });
    expect(report.split('\n')[0]).toBe(reason);
    expect(calls.at(-1)).toBe(POWER_OFF);
    expect(exitCode).not.toBe(0);
  });

  test('is off when the control plane has no script for five minutes', () => {
    const failures = { 'curl --silent --show-error --fail --connect-timeout': 999 };
    const { calls, log } = boot(READY, { ...WELL, failures });
    const waited = delaysOf(calls).reduce((sum, delay) => sum + delay, 0);
    expect(waited).toBeGreaterThanOrEqual(300);
    expect(waited).toBeLessThan(320);
    expect(log).toContain('https://api.example.com/machines does not answer: powering off');
    expect(calls.at(-1)).toBe(POWER_OFF);
  });

  test('is off when the disk is full', () => {
    const { calls, report } = boot(READY, { ...WELL, says: { free: '511' } });
    expect(report).toMatch(/^the disk is full: 511 MiB are free, less than 512\n/);
    expect(calls.at(-1)).toBe(POWER_OFF);
  });

  test('is off with what Docker said last', () => {
    const { report } = boot(READY, {
      ...WELL,
      failures: { 'systemctl start docker': 1 },
      says: { journal: 'unable to configure the Docker daemon with file /etc/docker/daemon.json' },
    });
    expect(report).toContain('docker.service: unable to configure the Docker daemon');
  });

  test('is off even if shutdown fails', () => {
    const { calls } = boot(READY, { ...WELL, statuses: ['409'], failures: { [POWER_OFF]: 1 } });
    expect(calls.at(-1)).toBe('systemctl poweroff --force');
  });
});

describe('secrets are neither in the log, nor in a report, nor on a command line', () => {
  test.each<[string, Partial<Surroundings>]>([
    ['all goes well', {}],
    ['tries fail', { statuses: ['403', '500', '000', '200'] }],
    ['the answer cannot be read', { answer: 'glrt-SECRET' }],
    ['the unit does not start', { failures: { [START]: 1 } }],
  ])('when %s', (_, around) => {
    const { log, calls, curlInput, report } = boot(AMAZON_LINUX, { ...WELL, ...around });
    const secrets = ['glrt-SECRET', 'SECRET/KEY', 'ROLE-TOKEN', 'IMDS-TOKEN', 'ACCESS-KEY'];
    expect(secrets.filter((secret) => `${log}${report}${calls.join()}`.includes(secret))).toEqual([]);
    expect(curlInput).toContain('SECRET/KEY');
    expect(log).toContain('i-0123456789abcdef0');
  });
});
