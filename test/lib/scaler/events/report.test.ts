import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { reportHandler } from '../../../../functions/report.ts';
import type { Machine } from '../../../../lib/scaler/state/machines/machine.ts';
import { openMemoryStore } from '../../../../lib/simulation/memory/store.ts';
import { MemoryTable } from '../../../../lib/simulation/memory/table.ts';
import { aMachine, NOW } from '../../../builders/state.ts';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const ID = 'i-0123456789abcdef0';

async function reporting(machine: Machine | undefined) {
  const store = openMemoryStore({ table: new MemoryTable(), writer: 'report' });
  if (machine !== undefined) await store.machines.create({ ...machine, instanceId: ID });
  let now = NOW;
  const handle = reportHandler({
    machines: store.machines,
    reports: store,
    clock: { now: () => now },
    log: SILENT,
  });
  return {
    store,
    machine: () => store.machines.find(ID),
    later: (seconds: number) => {
      now += seconds;
    },
    report: (body: string, userId = `AROAROLE:${ID}`): Promise<APIGatewayProxyStructuredResultV2> =>
      handle(
        { body, isBase64Encoded: false, requestContext: { authorizer: { iam: { userId } } } } as never,
        {} as never,
      ),
  };
}

const TEXT =
  'Docker does not start\nbastionless [2.5] Docker does not start\ndocker.service: no space left\n';

describe('a machine that reports why it gives up', () => {
  test.each(['Creating', 'Idle', 'Used', 'Removing'] as const)(
    'is lost from then on, when it is %s',
    async (state) => {
      const { report, machine } = await reporting(aMachine(state, 1));
      expect(await report(TEXT)).toEqual({ statusCode: 204 });
      expect(await machine()).toMatchObject({
        state,
        lastWords: { at: NOW, reason: 'Docker does not start' },
        fate: {
          kind: 'Doomed',
          at: NOW,
          cause: 'Itself',
          reason: 'it powers itself off: Docker does not start',
        },
      });
    },
  );

  test('has its last lines on record, beside itself', async () => {
    const { report, store } = await reporting(aMachine('Creating', 1));
    await report(TEXT);
    expect(await store.recentReports(0)).toEqual([
      expect.objectContaining({
        instanceId: ID,
        machine: aMachine('Creating', 1).name,
        reason: 'Docker does not start',
        lines: ['bastionless [2.5] Docker does not start', 'docker.service: no space left'],
      }),
    ]);
  });

  test('has said it once, however often it says it', async () => {
    const { report, machine, later, store } = await reporting(aMachine('Idle', 1));
    await report(TEXT);
    const before = await machine();
    later(5);
    expect(await report('another')).toEqual({ statusCode: 204 });
    expect(await machine()).toEqual(before);
    expect((await store.recentReports(0)).map(({ at }) => at)).toEqual([NOW]);
  });

  test('stays gone, if EC2 has said so before', async () => {
    const fate = { kind: 'Gone', at: NOW - 9, reason: 'its instance is terminated' } as const;
    const { report, machine } = await reporting(aMachine('Idle', 1, { fate }));
    await report(TEXT);
    expect(await machine()).toMatchObject({ fate, lastWords: { reason: 'Docker does not start' } });
  });

  test('leaves no token on record', async () => {
    const { report, store, machine } = await reporting(aMachine('Idle', 1));
    const tokens = 'glcbt-64_abcdefghijklmnop and ASIAABCDEFGHIJKLMNOP';
    await report(`failed with glrt-t1_abcdefghijklmnop\n${tokens}\nby https://ci:hunter2@proxy:3128`);
    expect((await machine())?.lastWords?.reason).toBe('failed with (a token of GitLab)');
    expect((await store.recentReports(0))[0]?.lines).toEqual([
      '(a token of GitLab) and (an access key of AWS)',
      'by (an address with a password)proxy:3128',
    ]);
  });

  test('what a terminal would obey is left out', async () => {
    const { report, store, machine } = await reporting(aMachine('Idle', 1));
    await report('\u001b[31;1mFATAL: no\u001b[0;m\nlast\tword\u0007');
    expect((await machine())?.lastWords?.reason).toBe('FATAL: no');
    expect((await store.recentReports(0))[0]?.lines).toEqual(['last word']);
  });

  test.each([
    ['', 'it did not say why'],
    ['x'.repeat(5000), 'x'.repeat(300)],
  ])('has a reason of some length', async (text, reason) => {
    const { report, machine } = await reporting(aMachine('Idle', 1));
    await report(text);
    expect((await machine())?.lastWords?.reason).toBe(reason);
  });
});

describe('no report is taken', () => {
  test('of what is no machine of ours', async () => {
    const { report, store } = await reporting(undefined);
    expect(await report(TEXT)).toMatchObject({ statusCode: 403 });
    expect(await store.recentReports(0)).toEqual([]);
  });

  test('of who is no instance', async () => {
    const { report, machine } = await reporting(aMachine('Idle', 1));
    expect(await report(TEXT, 'AIDAUSER')).toMatchObject({ statusCode: 403 });
    expect((await machine())?.lastWords).toBeUndefined();
  });

  test('of more than 8 KB', async () => {
    const { report, machine } = await reporting(aMachine('Idle', 1));
    expect(await report('x'.repeat(8193))).toMatchObject({ statusCode: 413 });
    expect((await machine())?.lastWords).toBeUndefined();
  });
});
