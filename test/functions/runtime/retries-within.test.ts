import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { patient } from '../../../functions/runtime/patience.ts';
import { RetriesWithin } from '../../../functions/runtime/retries-within.ts';

const BUSY =
  '<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Slow down.</Message></Error></Errors></Response>';
const REGIONS = '<DescribeRegionsResponse><regionInfo/></DescribeRegionsResponse>';

const { jest } = import.meta;
let server: Server | undefined;
let client: EC2Client | undefined;
afterEach(() => {
  jest.restoreAllMocks();
  client?.destroy();
  server?.closeAllConnections();
  server?.close();
});

interface Patience {
  /** Seconds for one try, and in which tries may begin. */
  readonly each?: number;
  readonly within?: number;
  readonly left?: () => number;
}

/** A call of an EC2 that answers so, made again a hundred times at most. */
async function call(answer: RequestListener, { each = 60, within = 60, left }: Patience = {}) {
  const listening = createServer(answer).listen(0, '127.0.0.1');
  server = listening;
  await new Promise((done) => listening.once('listening', done));
  const { port } = listening.address() as AddressInfo;
  client = new EC2Client({
    ...{ endpoint: `http://127.0.0.1:${port}`, region: 'eu-central-1' },
    ...{ credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, ...patient(each) },
    retryStrategy: new RetriesWithin(within, 100, left),
  });
  return client.send(new DescribeRegionsCommand());
}

/** The time, which passes only when a test says so: a busy computer takes none of it. */
function ownTime() {
  const time = { now: 0 };
  jest.spyOn(performance, 'now').mockImplementation(() => time.now);
  return time;
}

test('a call that is never answered is made again, while there is time, and then is the error that it was', async () => {
  const time = ownTime();
  const takesTime = () => {
    time.now += 20_000;
  };
  const error = await call(takesTime, { each: 0.05 }).catch((cause: unknown) => cause);
  expect(error).toMatchObject({ name: 'TimeoutError', $metadata: { attempts: expect.any(Number) } });
  const { attempts } = (error as { readonly $metadata: { readonly attempts: number } }).$metadata;
  expect(attempts).toBeGreaterThan(1);
  // Three, and one more for each that this computer is too busy to hear of.
  expect(attempts).toBeLessThan(100);
});

test('so is one that EC2 has no time for, whose pauses grow to twenty seconds', async () => {
  await expect(
    call((_, response) => response.writeHead(503, { 'content-type': 'text/xml' }).end(BUSY), { within: 0.5 }),
  ).rejects.toMatchObject({ name: 'RequestLimitExceeded' });
});

test('no pause is longer than all the time there is: one that nobody waits for any more holds the process', async () => {
  ownTime();
  const pauses: number[] = [];
  const own = globalThis.setTimeout;
  globalThis.setTimeout = ((done: () => void, pause: number) => {
    pauses.push(pause);
    return own(done, pause);
  }) as typeof setTimeout;
  const strategy = new RetriesWithin(0.05, 100);
  const token = await strategy.acquireInitialRetryToken('');
  token.getRetryCount = () => 20;
  const refused = strategy.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' });
  await refused.catch(() => undefined);
  globalThis.setTimeout = own;
  expect(pauses).toHaveLength(1);
  expect(pauses[0]).toBeLessThanOrEqual(50);
});

test('one that EC2 fails at is well at the second try', async () => {
  let tries = 0;
  const { $metadata } = await call((_, response) => {
    tries += 1;
    response
      .writeHead(tries === 1 ? 500 : 200, { 'content-type': 'text/xml' })
      .end(tries === 1 ? '' : REGIONS);
  });
  expect($metadata.attempts).toBe(2);
});

test('one that EC2 refuses is not made again', async () => {
  let tries = 0;
  const refused = call((_, response) => {
    tries += 1;
    response
      .writeHead(400, { 'content-type': 'text/xml' })
      .end(BUSY.replace('RequestLimitExceeded', 'NotSo'));
  });
  await expect(refused).rejects.toMatchObject({ name: 'NotSo' });
  expect(tries).toBe(1);
});

test('one for which no time is left is not made', async () => {
  let tries = 0;
  const late = call(
    (_, response) => {
      tries += 1;
      response.end(REGIONS);
    },
    { left: () => 0 },
  );
  await expect(late).rejects.toThrow('no time is left for a call');
  expect(tries).toBe(0);
});
