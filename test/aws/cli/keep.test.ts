import { ListCommandsCommand, SSMClient } from '@aws-sdk/client-ssm';
import { aMachine } from '../../builders/state.ts';
import { bastionless } from '../../lib/cli/bastionless.ts';
import { aConfig } from '../a-config.ts';
import { aDeployment } from '../a-deployment.ts';

const RUNNER = 'gitlab-aws-autoscaler';
const bought = { type: 't3.medium', zone: 'us-east-1a', hourly: 0.02 };

/** Without `session_manager` and with it. */
const bare = aConfig('https://gitlab.example.com');
const withShells = aConfig('https://gitlab.example.com', 'session_manager = true');

async function aKeeper(config: string) {
  const { stage, store } = await aDeployment();
  await store.machines.create(aMachine('Used', 1, { runner: RUNNER, jobIds: [7], bought }));
  const keep = (...args: string[]) => bastionless('keep', ...args, '--stage', stage, '--config', config);
  return { store, keep };
}

test('a machine is kept, and who asks is told how to get in, what it costs and when it leaves', async () => {
  const { store, keep } = await aKeeper(withShells);
  const { code, out } = await keep('machine-1', '--for', '90m');
  expect(code).toBe(0);
  expect(out).toContain('machine-1 is kept until 20');
  expect(out).toContain('It finishes job 7, and takes no other: its runner is paused.');
  expect(out).toContain('It costs 0.0200 dollars an hour: 0.0300 until then.');
  expect(out).toContain('  aws ssm start-session --target i-1 --region us-east-1\n');
  expect(out).toContain('Let it go before: bastionless keep machine-1 --undo');
  const left = ((await store.machines.find('i-1'))?.kept?.until ?? 0) - Date.now() / 1000;
  expect(left).toBeGreaterThan(80 * 60);

  const ssm = new SSMClient({});
  const { Commands = [] } = await ssm.send(new ListCommandsCommand({ InstanceId: 'i-1' }));
  ssm.destroy();
  expect(Commands.at(-1)).toMatchObject({
    DocumentName: 'AWS-RunShellScript',
    Parameters: {
      commands: expect.arrayContaining([expect.stringContaining('--on-active=5400 systemctl poweroff')]),
    },
  });

  const undone = await keep('i-1', '--undo');
  expect(undone.out).toBe('machine-1 is let go: it leaves when job 7 has ended.\n');
  expect((await store.machines.find('i-1'))?.kept?.until).toBeLessThanOrEqual(Date.now() / 1000);
});

test('without session_manager it says that there is no shell, and that the machine may end by itself', async () => {
  const { keep } = await aKeeper(bare);
  const { shell, mayEnd } = JSON.parse((await keep('machine-1', '--json')).out);
  expect(shell).toBeNull();
  expect(mayEnd).toContain('session_manager is not set in [runners.bastionless]');
});

test('of one that EC2 is about to take it says so', async () => {
  const { store, keep } = await aKeeper(withShells);
  const reason = 'EC2 will interrupt it within two minutes';
  const fate = { kind: 'Doomed', at: Date.now() / 1000, cause: 'EC2', reason } as const;
  await store.machines.create(aMachine('Used', 3, { runner: RUNNER, jobIds: [8], fate }));
  expect(JSON.parse((await keep('machine-3', '--json')).out)).toMatchObject({ mayEnd: reason });
});

test.each([
  ['one that is not there', 'machine-9', 'there is no machine machine-9.'],
  ['one that leaves', 'machine-2', 'machine-2 leaves already: a test needs it.'],
])('%s is not kept', async (_, name, problem) => {
  const { store, keep } = await aKeeper(bare);
  await store.machines.create(aMachine('Removing', 2));
  const { code, err } = await keep(name);
  expect(code).toBe(1);
  expect(err).toContain(problem);
});
