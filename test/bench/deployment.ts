import type { APIGatewayProxyStructuredResultV2, Context, DynamoDBRecord } from 'aws-lambda';
import { auditHandler } from '../../functions/audit.ts';
import { ec2EventsHandler } from '../../functions/ec2-events.ts';
import { reconcileHandler } from '../../functions/reconcile.ts';
import { registerHandler } from '../../functions/register.ts';
import { scheduleHandler } from '../../functions/schedule.ts';
import { webhookHandler } from '../../functions/webhook.ts';
import { openStore } from '../../lib/aws/dynamodb/store.ts';
import type { Settings } from '../../lib/config/settings.ts';
import { gitlabClient } from '../../lib/gitlab/rest-client.ts';
import { openEmbeddedTable, TABLE } from '../../lib/local/embedded-table.ts';
import { gitlabApi } from '../../lib/local/gitlab-api.ts';
import type { MachineRegistration } from '../../lib/machine/runner-config.ts';
import type { Log, Writer } from '../../lib/scaler/ports.ts';
import { type InstanceNews, SimulatedEc2 } from '../../lib/simulation/ec2.ts';
import { SimulatedGitLab } from '../../lib/simulation/gitlab/gitlab.ts';
import type { JobHook } from '../../lib/simulation/gitlab/job-hook.ts';
import { WaitingRunners } from '../../lib/simulation/gitlab/waiting-runners.ts';
import { type RegisterAnswer, SimulatedMachine } from '../../lib/simulation/machine.ts';
import { MemoryMetrics } from '../../lib/simulation/memory-metrics.ts';
import { readRegistration } from '../../lib/simulation/registration.ts';
import { runnerCalls } from '../../lib/simulation/runner-calls.ts';
import { SeededRandom } from '../../lib/simulation/seeded-random.ts';
import { VirtualClock } from '../../lib/simulation/virtual-clock.ts';
import { carried, type PortCall } from '../../lib/simulation/world/calls.ts';
import { latencyOf } from '../../lib/simulation/world/latency.ts';
import { NOW } from '../builders/state.ts';
import { meterTable, type TableUse } from './dynamodb-meter.ts';
import { ec2RequestsOf } from './ec2-requests.ts';

export const PROJECT = { id: 380, path: 'acme/shop', groupId: 12 };
const SCALER = 'bastionless-bench';
const SECRET = 'the-webhook-secret';
const CONTEXT = {} as Context;
const DELIVERY_SECONDS = 0.5;
/** Seconds from a write to the call of the function, with no batching window. */
const STREAM_SECONDS = 0.2;
const BATCH = 1000;

/** What was used, by service. */
export interface Use {
  readonly table: TableUse;
  /** Calls of EC2's API. */
  ec2Calls: number;
  /** Calls of GitLab's API by the functions: not those of machines. */
  gitlabCalls: number;
  readonly functions: Map<string, FunctionUse>;
}

export interface FunctionUse {
  invocations: number;
  /** What it took here, and what the calls of EC2 and GitLab take on their way. */
  ms: number;
}

export interface MeteredDeployment {
  readonly clock: VirtualClock;
  readonly gitlab: SimulatedGitLab;
  readonly use: Use;
  /** What was logged as an error. */
  readonly errors: readonly string[];
  /** What the schedule of a minute, and that of five, bring about. */
  tick(): Promise<void>;
  audit(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The real handlers on the real store (DynamoDB's API, by dynalite) and the real client of GitLab's API, between a
 * simulated EC2 and GitLab, with all that they use counted. Each task ends before the next begins.
 */
export async function deployMetered(settings: Settings): Promise<MeteredDeployment> {
  const clock = new VirtualClock(NOW);
  const random = new SeededRandom(1);
  const table = await openEmbeddedTable();
  const metered = meterTable(table.client);
  const use: Use = { table: metered.use, ec2Calls: 0, gitlabCalls: 0, functions: new Map() };
  const errors: string[] = [];
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (message, fields) => errors.push(`${message} ${JSON.stringify(fields)}`),
  };
  const gitlab = new SimulatedGitLab({ clock, random, apiToken: 'token', url: settings.gitlabUrl });
  gitlab.projects.add(PROJECT);
  const api = gitlabApi(gitlab);
  let waits = 0;
  const client = gitlabClient({
    url: settings.gitlabUrl,
    token: async () => 'token',
    fetch: async (address, init) => {
      use.gitlabCalls += 1;
      waits += latencyOf({ port: 'gitlab', method: '', caller: '', args: [] }) * 1000;
      return api.request(String(address), init);
    },
  });

  async function invoke<T>(name: string, run: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const waitedBefore = waits;
    try {
      return await run();
    } finally {
      const used = use.functions.get(name) ?? { invocations: 0, ms: 0 };
      const ms = performance.now() - start + (waits - waitedBefore);
      use.functions.set(name, { invocations: used.invocations + 1, ms: used.ms + ms });
    }
  }

  const storeOf = (writer: Writer) => openStore({ client: table.client, table: TABLE, writer });
  const metrics = new MemoryMetrics();
  const machines = new Map<string, SimulatedMachine>();
  const ec2: SimulatedEc2 = new SimulatedEc2(clock, random, {
    onBoot: (instanceId) => machines.set(instanceId, boot(instanceId)),
    onNews: (news) => clock.after(DELIVERY_SECONDS, () => invoke('ec2-events', () => tellOf(news))),
    onEnd: (instanceId) => machines.get(instanceId)?.cut(),
  });
  const ec2Events = ec2EventsHandler({ machines: storeOf('ec2-events').machines, log, metrics }, settings);
  const tellOf = (news: InstanceNews) => ec2Events(news, CONTEXT);
  const countEc2 = (call: PortCall, perform: () => Promise<unknown>) => {
    use.ec2Calls += ec2RequestsOf(call);
    waits += latencyOf(call) * 1000;
    return perform();
  };

  const register = registerHandler(
    { machines: storeOf('register').machines, gitlab: client, clock, log, scaler: SCALER },
    settings,
  );
  const waiting = new WaitingRunners(gitlab);
  const boot = (instanceId: string) =>
    new SimulatedMachine({
      scheduler: clock,
      register: async () => {
        const answer = await invoke('register', () => register(signedBy(instanceId), CONTEXT));
        return ordersOf(answer, gitlab, waiting);
      },
      powerOff: () => ec2.end(instanceId),
    });

  const reconcile = reconcileHandler(
    {
      ...{ store: storeOf('reconcile'), gitlab: client, clock, random, log, metrics },
      ec2: carried(ec2, 'reconcile', 'ec2', countEc2),
    },
    settings,
  );
  streamTo(clock, metered.onActiveWrite, (Records) =>
    invoke('reconcile', () => reconcile({ Records }, CONTEXT)),
  );

  const secrets = { webhookSecret: async () => SECRET };
  const webhook = webhookHandler({ inbox: storeOf('webhook'), secrets, clock, wallClock: clock, log });
  gitlab.onWebhook((hook) =>
    clock.after(DELIVERY_SECONDS, async () => {
      await invoke('webhook', () => webhook(requestOf(hook), CONTEXT));
    }),
  );
  const schedule = scheduleHandler({ inbox: storeOf('schedule'), clock });
  const audit = auditHandler(
    {
      ...{ store: storeOf('audit'), gitlab: client, clock, log, metrics },
      ec2: carried(ec2, 'audit', 'ec2', countEc2),
    },
    settings,
    SCALER,
  );
  return {
    ...{ clock, gitlab, use, errors, close: table.close },
    tick: () => invoke('schedule', () => schedule({}, CONTEXT)),
    audit: () => invoke('audit', () => audit({}, CONTEXT)),
  };
}

/** The stream's records in order, one batch at a time; of a record the function reads no more than who wrote it. */
function streamTo(
  clock: VirtualClock,
  onActiveWrite: (listener: (writer: string) => void) => void,
  deliver: (records: DynamoDBRecord[]) => Promise<void>,
): void {
  const waiting: DynamoDBRecord[] = [];
  let isBusy = false;
  const readSoon = (): void => {
    isBusy = true;
    clock.after(STREAM_SECONDS, async () => {
      await deliver(waiting.splice(0, BATCH));
      isBusy = false;
      if (waiting.length > 0) readSoon();
    });
  };
  onActiveWrite((writer) => {
    if (writer === 'reconcile') return;
    waiting.push({
      eventName: 'MODIFY',
      dynamodb: { NewImage: { pk: { S: 'active' }, writer: { S: writer } } },
    });
    if (!isBusy) readSoon();
  });
}

function requestOf(hook: JobHook) {
  const headers = { 'x-gitlab-event': 'Job Hook', 'x-gitlab-token': SECRET };
  return { headers, body: JSON.stringify(hook), isBase64Encoded: false } as never;
}

/** What API Gateway's IAM authorizer makes of a call that an instance signed with its role. */
function signedBy(instanceId: string) {
  return { requestContext: { authorizer: { iam: { userId: `AROABENCH:${instanceId}` } } } } as never;
}

function ordersOf(
  { statusCode, body = '' }: APIGatewayProxyStructuredResultV2,
  gitlab: SimulatedGitLab,
  waiting: WaitingRunners,
): RegisterAnswer {
  if (statusCode !== 200) return statusCode === 409 ? 'Never' : 'Later';
  const { token, maxBuilds, waitTimeout } = readRegistration(JSON.parse(body) as MachineRegistration);
  return { gitlab: runnerCalls(gitlab, waiting, token), maxBuilds, waitTimeout };
}
