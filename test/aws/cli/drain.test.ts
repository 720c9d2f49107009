import { aJob, aMachine } from '../../builders/state.ts';
import { bastionless } from '../../lib/cli/bastionless.ts';
import { aDeployment } from '../a-deployment.ts';

test('drain begins once, says what will happen, and ends with --undo', async () => {
  const { stage, store } = await aDeployment();
  await store.machines.create(aMachine('Idle', 1));
  await store.machines.create(aMachine('Used', 2));
  await store.record(aJob('pending', 1));
  const drain = (...args: string[]) => bastionless('drain', '--stage', stage, ...args);

  const begun = await drain('--reason', 'a new image');
  expect(begun).toMatchObject({ code: 0, err: '' });
  expect(begun.out).toBe(
    [
      'Draining.',
      '1 machine without a job will leave; 1 will finish theirs first.',
      '1 job will wait until `bastionless drain --undo`.\n',
    ].join('\n'),
  );
  const { drain: onRecord } = await store.readActive();
  expect(onRecord).toEqual({ since: expect.any(Number), reason: 'a new image' });

  const again = await drain('--json');
  expect(JSON.parse(again.out)).toEqual({
    draining: true,
    changed: false,
    drain: { since: expect.stringMatching(/^20.*Z$/), reason: 'a new image' },
    machines: { Idle: 1, Used: 1 },
    waitingJobs: 1,
  });

  expect((await drain('--undo')).out).toBe('The drain is over: machines are launched again. 1 job waited.\n');
  expect((await drain('--undo')).out).toBe('There was no drain.\n');
  expect((await store.readActive()).drain).toBeUndefined();
});

test('a stage that is not deployed is an error that says what to do', async () => {
  const { code, out, err } = await bastionless('drain', '--stage', 'nowhere');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toBe(
    'error: there is no stack bastionless-nowhere in us-east-1.\n' +
      '  Deploy it with `npx serverless deploy --stage nowhere`, or name another with --stage and --region.\n',
  );
});
