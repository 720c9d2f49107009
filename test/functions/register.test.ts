import type { Context } from 'aws-lambda';
import { registerHandler } from '../../functions/register.ts';
import { adviceOnMachine } from '../../lib/cli/doctor/activity/machine-advice.ts';
import { gitlabClient } from '../../lib/gitlab/rest-client.ts';
import { signedBy } from '../../lib/simulation/api-gateway.ts';
import { openMemoryStore } from '../../lib/simulation/memory/store.ts';
import { MemoryTable } from '../../lib/simulation/memory/table.ts';
import { someSettings } from '../builders/settings.ts';
import { aMachine, NOW } from '../builders/state.ts';

const errors: string[] = [];
const log = {
  info: () => undefined,
  warn: () => undefined,
  error: (message: string) => void errors.push(message),
};
beforeEach(() => {
  errors.length = 0;
});

/** What a machine is told, where GitLab answers its runner's creation so. */
async function registering(answer: () => Promise<Response>, body = '', table = new MemoryTable()) {
  const { machines } = openMemoryStore({ table, writer: 'register' });
  const instanceId = 'i-0123456789abcdef0';
  await machines.create({ ...aMachine('Creating', 1), instanceId, launchedAt: NOW - 30 });
  const url = 'https://gitlab.example.com';
  const gitlab = gitlabClient({ url, token: async () => 'glpat-secret', fetch: answer });
  const register = registerHandler(
    { scaler: 'a-test', machines, gitlab, clock: { now: () => NOW }, log },
    someSettings(),
  );
  return register(signedBy(instanceId, body), {} as Context);
}

const giving = async () => new Response(JSON.stringify({ id: 7, token: 'glrt-secret' }), { status: 201 });

test.each([
  ['by what a machine says of its uptime', '{"uptime":20.5}', NOW - 20.5],
  ['but not before its launch', '{"uptime":99999.01}', NOW - 30],
  ['nobody knows where it says none', '{}', undefined],
  ['or nonsense', '{"uptime":"long"}', undefined],
  ['or less than nothing', '{"uptime":-1}', undefined],
  ['or no JSON', 'uptime', undefined],
])('when its kernel started: %s', async (_, body, kernelAt) => {
  const table = new MemoryTable();
  expect(await registering(giving, body, table)).toMatchObject({ statusCode: 200 });
  const [machine] = [...table.machines.values()];
  expect(machine).toMatchObject({ state: 'Idle', askedAt: NOW, readyAt: NOW });
  expect(machine?.kernelAt).toBe(kernelAt);
});

test('a body of more than a machine has to say is refused unread', async () => {
  expect(await registering(giving, 'x'.repeat(1025))).toMatchObject({ statusCode: 413 });
});

const refusing = (status: number, message: string) => async () =>
  new Response(JSON.stringify({ message }), { status });

test.each([
  [
    'allows no more runners',
    refusing(400, '400 Bad request - Maximum number of ci registered project runners (50) exceeded'),
    'POST /user/runners: GitLab answered 400: 400 Bad request - Maximum number of ci registered project runners (50) exceeded',
    'GitLab allows no more runners there',
  ],
  [
    'does not accept the token',
    refusing(401, '401 Unauthorized'),
    'POST /user/runners: GitLab answered 401: 401 Unauthorized',
    'bastionless init',
  ],
  [
    'is down',
    refusing(502, 'GitLab is not responding'),
    'POST /user/runners: GitLab answered 502: GitLab is not responding',
    'Is GitLab up?',
  ],
])('where GitLab %s the machine hears it, to say so when it gives up', async (_, answer, body, advice) => {
  expect(await registering(answer)).toEqual({ statusCode: 502, body });
  expect(errors).toEqual(['GitLab refused']);
  // As lib/machine/script/register.sh has it.
  expect(adviceOnMachine(`it could not register within 300 s (status 502): ${body}`)).toContain(advice);
});

test('what else fails is for the log alone', async () => {
  const broken = async () => new Response(JSON.stringify({ id: 'none' }), { status: 201 });
  expect(await registering(broken)).toMatchObject({ statusCode: 502 });
  errors.length = 0;
  const { machines } = openMemoryStore({ table: new MemoryTable(), writer: 'register' });
  const find = () => Promise.reject(new Error('the table is gone'));
  const gitlab = gitlabClient({ url: 'https://gitlab.example.com', token: async () => '' });
  const ports = { scaler: 'a-test', machines: { ...machines, find }, gitlab, clock: { now: () => NOW }, log };
  const event = signedBy('i-0123456789abcdef0', '{}');
  expect(await registerHandler(ports, someSettings())(event, {} as Context)).toEqual({
    statusCode: 500,
    body: 'failed: see the log of this function',
  });
  expect(errors).toEqual(['request failed']);
});
