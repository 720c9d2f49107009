import { AMAZON_LINUX, CONFIG, CONFIG_FILE, POWER_OFF, READY, START, UNIT_FILE, WELL } from './machines.ts';
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

  test.each(['<html>', '{}', '{"config":null,"arguments":[]}', '{"config":""}'])(
    'power is off after an answer such as %s',
    (answer) => {
      const { calls } = boot(READY, { ...WELL, answer });
      expect(calls).not.toContain(START);
      expect(calls.at(-1)).toBe(POWER_OFF);
    },
  );
});

describe('the unit', () => {
  test('runs gitlab-runner once and powers the machine off however that ends', () => {
    const machine = boot(AMAZON_LINUX, WELL);
    expect(machine.file(UNIT_FILE)).toBe(`[Unit]
Description=The GitLab Runner of this machine
Wants=network-online.target docker.service bastionless-interruption.service
After=network-online.target docker.service
SuccessAction=poweroff
FailureAction=poweroff

[Service]
Type=simple
Environment=HOME=/root
ExecStartPre=/bin/mkdir /etc/gitlab-runner/started
ExecStart=/usr/local/bin/gitlab-runner run-single --config ${CONFIG_FILE} "--runner" "m-1" "--max-builds" "100"
KillSignal=SIGQUIT
TimeoutStopSec=2h

[Install]
WantedBy=multi-user.target
`);
  });

  test.each([
    ['a space', 'ci machine', '"ci machine"'],
    ['a percent sign', '100%h', '"100%%h"'],
    ['a dollar sign', '$HOME', '"$$HOME"'],
    ['quotes', `a"b'c`, String.raw`"a\"b'c"`],
    ['a backslash', String.raw`a\n`, String.raw`"a\\n"`],
    ['the end of a command', ';', '";"'],
  ])('passes an argument with %s on as it is', (_, argument, quoted) => {
    const answer = JSON.stringify({ config: CONFIG, arguments: [argument] });
    const machine = boot(READY, { ...WELL, answer });
    expect(machine.file(UNIT_FILE)).toContain(` --config ${CONFIG_FILE} ${quoted}\n`);
  });
});

describe('an interruption', () => {
  const WATCH = '/usr/local/bin/bastionless-interruption';

  test('is watched for from when the runner starts', () => {
    const machine = boot(READY, WELL);
    expect(machine.mode(WATCH)).toBe('755');
    expect(machine.file('/etc/systemd/system/bastionless-interruption.service')).toBe(`[Unit]
Description=Tells the GitLab Runner that EC2 will interrupt this machine

[Service]
Type=simple
ExecStart=${WATCH}
Restart=on-failure
RestartSec=5
`);
  });

  test('has the runner finish its job and take no other, as soon as EC2 gives notice of it', () => {
    const { calls, exitCode, log } = boot(READY, { ...WELL, notices: ['no', 'no', 'yes'] }).run(WATCH);
    expect(exitCode).toBe(0);
    expect(calls.filter((call) => !call.startsWith('curl '))).toEqual([
      ...['sleep 5', 'sleep 5'],
      'systemctl kill --kill-who=main --signal=SIGQUIT bastionless-runner.service',
    ]);
    expect(calls.filter((call) => call.endsWith('/meta-data/spot/instance-action'))).toHaveLength(3);
    expect(calls.join() + log).not.toContain('IMDS-TOKEN');
  });

  test('that could not be told to the runner is told again, by systemd', () => {
    const { exitCode } = boot(READY, { ...WELL, notices: ['yes'] }).run(WATCH, { 'systemctl kill': 1 });
    expect(exitCode).not.toBe(0);
  });

  test('is watched for though the metadata service does not answer', () => {
    const failures = { 'curl --silent --fail --max-time 5 --request PUT': 3 };
    const machine = boot(READY, { ...WELL, notices: ['yes'] });
    const { exitCode, calls } = machine.run(WATCH, failures);
    expect(exitCode).toBe(0);
    expect(calls.filter((call) => call === 'sleep 5')).toHaveLength(3);
  });
});

describe('power', () => {
  test('is limited to an hour before anything else, and no more once the unit is about to start', () => {
    const { calls, log } = boot(READY, WELL);
    expect(calls[0]).toBe('shutdown -h +60');
    expect(calls.slice(-3)).toEqual(['shutdown -c', 'systemctl daemon-reload', START]);
    expect(log).toContain('the runner has started');
  });

  test.each<[string, MachineImage, string, number]>([
    ['packages cannot be installed', AMAZON_LINUX, 'dnf ', 9],
    ['gitlab-runner cannot be downloaded', AMAZON_LINUX, 'curl --silent --show-error', 9],
    ['docker does not start', READY, 'systemctl enable --now docker', 1],
    ['the limit cannot be called off', READY, 'shutdown -c', 1],
    ['the unit does not start', READY, START, 1],
  ])('is off when %s', (_, image, command, times) => {
    const { calls, exitCode } = boot(image, { ...WELL, failures: { [command]: times } });
    expect(calls.at(-1)).toBe(POWER_OFF);
    expect(exitCode).not.toBe(0);
  });

  test('is off even if shutdown fails', () => {
    const { calls } = boot(READY, { ...WELL, statuses: ['409'], failures: { [POWER_OFF]: 1 } });
    expect(calls.at(-1)).toBe('systemctl poweroff --force');
  });
});

describe('secrets are neither in the log nor on a command line', () => {
  test.each<[string, Partial<Surroundings>]>([
    ['all goes well', {}],
    ['tries fail', { statuses: ['403', '500', '000', '200'] }],
    ['the answer cannot be read', { answer: 'glrt-SECRET' }],
    ['the unit does not start', { failures: { [START]: 1 } }],
  ])('when %s', (_, around) => {
    const { log, calls, curlInput } = boot(AMAZON_LINUX, { ...WELL, ...around });
    const secrets = ['glrt-SECRET', 'SECRET/KEY', 'ROLE-TOKEN', 'IMDS-TOKEN', 'ACCESS-KEY'];
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
    expect(secrets.filter((secret) => calls.some((call) => call.includes(secret)))).toEqual([]);
    expect(curlInput).toContain('SECRET/KEY');
    expect(log).toContain('i-0123456789abcdef0');
  });
});
