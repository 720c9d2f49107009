import { answerOf } from '../../../lib/machine/answer.ts';
import { CONFIG, READY, WELL } from './machines.ts';
import { boot, type Later, removeSandboxes } from './sandbox.ts';

/** Each of its watches begins anew. */
const booted = boot(READY, WELL);
afterAll(removeSandboxes);

const QUIT = 'systemctl kill --kill-who=main --signal=SIGQUIT bastionless-runner.service';
const ABORT = 'systemctl kill --kill-who=main --signal=SIGTERM bastionless-runner.service';

describe('the watch over a runner', () => {
  const watched = (later: Later) => booted.run('watch', { sleeps: 5, ...later });
  const signals = (calls: readonly string[]) => calls.filter((call) => call.startsWith('systemctl kill'));

  test('is stopped after the runner, so that it looks after one that is to stop', () => {
    expect(booted.file('/run/systemd/system/bastionless-watch.service')).toBe(`[Unit]
Description=Watches over the GitLab Runner of this machine
Before=bastionless-runner.service

[Service]
Type=simple
ExecStart=/bin/bash /run/bastionless/machine watch
Restart=on-failure
RestartSec=5
StandardOutput=journal+console
StandardError=journal+console
`);
  });

  test('leaves it alone as long as nothing happens', () => {
    const { calls, log } = watched({});
    expect(signals(calls)).toEqual([]);
    expect(calls.filter((call) => call === 'sleep 5')).toHaveLength(5);
    expect(calls.join() + log).not.toContain('IMDS-TOKEN');
  });

  test('has it take no other job, once, when EC2 gives notice of an interruption', () => {
    const { calls, log } = watched({ notices: ['no', 'no', 'yes'] });
    expect(signals(calls)).toEqual([QUIT]);
    expect(log).toContain('EC2 will interrupt this machine');
  });

  test('tells it again if it could not be told', () => {
    const { calls } = watched({ notices: ['yes'], failures: { 'systemctl kill': 1 } });
    expect(signals(calls)).toEqual([QUIT, QUIT]);
  });

  test('goes on though the metadata service does not answer', () => {
    const failures = { 'curl --silent --fail --max-time 5 --request PUT': 3 };
    expect(signals(watched({ notices: ['yes'], failures }).calls)).toEqual([QUIT]);
  });

  test.each([
    ['idle', 'Runner is not healthy!'],
    ['idle, and told to quit', 'Runner is not healthy!\nRequested quit, waiting for builds to finish'],
  ])('ends it when GitLab does not know it any more: %s, it would sleep for five minutes', (_, journal) => {
    const { calls, log } = watched({ says: { journal }, sleeps: 1 });
    expect(signals(calls)).toEqual([ABORT]);
    expect(log).toContain('GitLab does not know its runner any more (403)');
  });

  test('does not, when it has been given a job since', () => {
    const journal = 'Runner is not healthy!\nChecking for jobs... received  job=1';
    expect(signals(watched({ says: { journal } }).calls)).toEqual([]);
  });

  test.each([
    [2, []],
    [3, [QUIT]],
    [5, [QUIT]],
    [20, [QUIT, ABORT]],
  ])('after %d silences of Docker in a row has sent %j', (silences, sent) => {
    const failures = { 'curl --silent --fail --max-time 10 --unix-socket': silences };
    expect(signals(watched({ failures, sleeps: silences }).calls)).toEqual(sent);
  });

  test('lets the other places end their jobs when GitLab does not know it any more', () => {
    const answer = answerOf({
      config: CONFIG.replace('concurrent = 1', 'concurrent = 2'),
      arguments: ['--runner', 'm-1', '--max-builds', '8', '--wait-timeout', '600'],
    });
    const says = { journal: 'Runner is not healthy!' };
    const { calls } = boot(READY, { ...WELL, answer }).run('watch', { says, sleeps: 1 });
    expect(signals(calls)).toEqual([QUIT]);
  });

  test.each([
    ['active', []],
    ['failed', [ABORT]],
  ])('when it is to stop and Docker is %s, sends %j', (docker, sent) => {
    const { calls } = boot(READY, WELL).run('stopping', { says: { 'docker-is-active': docker } });
    expect(signals(calls)).toEqual(sent);
  });
});

describe('when the runner has ended', () => {
  const well = { SERVICE_RESULT: 'success', EXIT_CODE: 'exited', EXIT_STATUS: '0' };
  const journal = 'FATAL: the last line';

  test.each<[string, Later]>([
    ['as it should', { env: well }],
    [
      'with its machine',
      { env: { ...well, SERVICE_RESULT: 'signal' }, says: { 'is-system-running': 'stopping' } },
    ],
  ])('%s, nothing is reported', (_, later) => {
    expect(boot(READY, WELL).run('ended', later).report).toBe('');
  });

  test.each<[string, Later, string]>([
    [
      'with an error',
      { env: { SERVICE_RESULT: 'exit-code', EXIT_CODE: 'exited', EXIT_STATUS: '2' }, says: { journal } },
      'gitlab-runner has failed: exit-code (exited 2)',
    ],
    [
      'because it could not be started',
      { env: { SERVICE_RESULT: 'resources' }, says: { journal } },
      'gitlab-runner has failed: resources (not started )',
    ],
    ['with Docker', { env: well, says: { journal, 'docker-is-active': 'failed' } }, 'Docker has failed'],
    [
      'with a Docker that has come back',
      { env: well, says: { journal, 'docker-restarts': '1' } },
      'Docker has failed',
    ],
  ])('%s, its last lines are reported', (_, later, reason) => {
    const { report } = boot(READY, WELL).run('ended', later);
    expect(report.split('\n')[0]).toBe(reason);
    expect(report).toContain('bastionless-runner.service: FATAL: the last line');
  });

  test.each([
    ['and not since', '', '1'],
    ['and again since', 'Docker has failed', '2'],
  ])(
    'with a Docker that was started again before the runner, %s, the report begins with %j',
    (_, begins, restarts) => {
      const machine = boot(READY, { ...WELL, says: { 'docker-restarts': '1' } });
      const { report } = machine.run('ended', { env: well, says: { 'docker-restarts': restarts } });
      expect(report.split('\n')[0]).toBe(begins);
    },
  );

  test.each([
    [2, 'is taken', 'gitlab-runner has failed'],
    [3, 'is given up', ''],
  ])('a report that was lost %i times %s', (times, _, begins) => {
    const failures = { 'curl --silent --show-error --config - --aws-sigv4': times };
    const env = { SERVICE_RESULT: 'exit-code' };
    const { report, calls } = boot(READY, WELL).run('ended', { env, failures });
    expect(report.slice(0, 24)).toBe(begins);
    expect(calls.filter((call) => /^sleep [13]$/.test(call))).toEqual(['sleep 1', 'sleep 3']);
  });

  test('a report has 8 KB at most', () => {
    const says = { journal: `${'x'.repeat(300)}\n`.repeat(100) };
    const { report } = boot(READY, WELL).run('ended', { env: { SERVICE_RESULT: 'exit-code' }, says });
    expect(report.length).toBeGreaterThan(7000);
    expect(report.length).toBeLessThan(8192);
  });
});
