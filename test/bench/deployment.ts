import { auditHandler } from '../../functions/audit.ts';
import { ec2EventsHandler } from '../../functions/ec2-events.ts';
import { reconcileHandler } from '../../functions/reconcile.ts';
import { registerHandler } from '../../functions/register.ts';
import { scheduleHandler } from '../../functions/schedule.ts';
import { webhookHandler } from '../../functions/webhook.ts';
import { openStore } from '../../lib/aws/dynamodb/store.ts';
import type { Settings } from '../../lib/config/settings.ts';
import { gitlabClient } from '../../lib/gitlab/rest-client.ts';
import { gitlabApi } from '../../lib/local/gitlab-api/gitlab-api.ts';
import { openEmbeddedTable, TABLE } from '../../lib/local/world/embedded-table.ts';
import { registerRequest } from '../../lib/machine/request.ts';
import { sparing } from '../../lib/scaler/calls/sparing-wake-ups.ts';
import type { Ec2 } from '../../lib/scaler/ports/ec2.ts';
import type { GitLab } from '../../lib/scaler/ports/gitlab.ts';
import type { Log } from '../../lib/scaler/ports/log.ts';
import type { Store, Writer } from '../../lib/scaler/ports/store.ts';
import type { World } from '../../lib/scaler/ports/world.ts';
import { answerOf, requestOf, signedBy } from '../../lib/simulation/api-gateway.ts';
import { VirtualClock } from '../../lib/simulation/clock/virtual-clock.ts';
import { SimulatedWakeUps } from '../../lib/simulation/clock/wake-ups.ts';
import { SimulatedEc2 } from '../../lib/simulation/ec2/ec2.ts';
import type { InstanceNews } from '../../lib/simulation/ec2/listeners.ts';
import { SimulatedGitLab } from '../../lib/simulation/gitlab/gitlab.ts';
import { WaitingRunners } from '../../lib/simulation/gitlab/waiting-runners.ts';
import { CONTEXT } from '../../lib/simulation/lambda-context.ts';
import { type RegisterAnswer, SimulatedMachine } from '../../lib/simulation/machine/machine.ts';
import { runnerCalls } from '../../lib/simulation/machine/runner-calls.ts';
import { MemoryMetrics } from '../../lib/simulation/memory/metrics.ts';
import { SeededRandom } from '../../lib/simulation/seeded-random.ts';
import { NOW } from '../builders/state.ts';
import { meterTable } from './dynamodb-meter.ts';
import { Meter, type Use } from './meter.ts';
import type { Moment } from './moment.ts';
import { streamTo } from './table-stream.ts';

export const PROJECT = { id: 380, path: 'acme/shop', groupId: 12 };
const SCALER = 'bastionless-bench';
const SECRET = 'the-webhook-secret';
const DELIVERY_SECONDS = 0.5;

interface MeteredDeployment {
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
 *
 * @param note told of what happens, when it does
 */
export async function deployMetered(
  settings: Settings,
  note: (moment: Moment) => void = () => undefined,
): Promise<MeteredDeployment> {
  const clock = new VirtualClock(NOW);
  const random = new SeededRandom(1);
  const table = await openEmbeddedTable();
  const metered = meterTable(table.client);
  const meter = new Meter(metered.use);
  const gitlab = new SimulatedGitLab({ clock, random, apiToken: 'token', url: settings.gitlabUrl });
  gitlab.projects.add(PROJECT);
  const errors: string[] = [];

  const storeOf = (writer: Writer) => openStore({ client: table.client, table: TABLE, writer });
  const comingWakeUps = new SimulatedWakeUps(clock, (at, waited) => {
    meter.wakeUp(waited);
    return storeOf('schedule').recordTick(at);
  });
  const handlers = handlersOf({
    ...{ settings, clock, random, log: errorsTo(errors), metrics: new MemoryMetrics() },
    storeOf,
    wakeUps: sparing(comingWakeUps, clock),
    gitlab: meteredClient(gitlab, settings.gitlabUrl, meter, note),
  });
  const ec2 = startEc2({ clock, random, gitlab, meter, handlers });
  const reconcile = handlers.reconcile(
    meter.ec2(ec2, 'reconcile', ({ method }) => method === 'launch' && note('launch')),
  );
  const audit = handlers.audit(meter.ec2(ec2, 'audit'));

  streamTo(clock, metered.onActiveWrite, (Records) =>
    meter.invoke('reconcile', () => {
      note('reconcile');
      return reconcile({ Records }, CONTEXT);
    }),
  );
  gitlab.onWebhook((hook) =>
    clock.after(DELIVERY_SECONDS, async () => {
      const request = requestOf(hook, SECRET);
      note('webhook');
      await meter.invoke('webhook', () => handlers.webhook(request, CONTEXT));
      note('webhook done');
    }),
  );
  return {
    ...{ clock, gitlab, use: meter.use, errors, close: table.close },
    tick: () => meter.invoke('schedule', () => handlers.schedule({}, CONTEXT)),
    audit: () => meter.invoke('audit', () => audit({}, CONTEXT)),
  };
}

interface Wiring extends Omit<World, 'store' | 'ec2'> {
  readonly settings: Settings;
  readonly storeOf: (writer: Writer) => Store;
}

/** The functions' handlers; those that call EC2 are made when there is one, since it calls others itself. */
function handlersOf({ settings, storeOf, ...ports }: Wiring) {
  const { gitlab, clock, log, metrics } = ports;
  const secrets = { webhookSecret: async () => SECRET };
  return {
    webhook: webhookHandler({ inbox: storeOf('webhook'), secrets, clock, wallClock: clock, log }, settings),
    register: registerHandler(
      { machines: storeOf('register').machines, gitlab, clock, log, scaler: SCALER },
      settings,
    ),
    ec2Events: ec2EventsHandler({ machines: storeOf('ec2-events').machines, log, metrics }, settings),
    schedule: scheduleHandler({ inbox: storeOf('schedule'), clock }),
    reconcile: (ec2: Ec2) => reconcileHandler({ ...ports, ec2, store: storeOf('reconcile') }, settings),
    audit: (ec2: Ec2) => auditHandler({ ...ports, ec2, store: storeOf('audit') }, settings, SCALER),
  };
}

interface Surroundings {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly gitlab: SimulatedGitLab;
  readonly meter: Meter;
  readonly handlers: Pick<ReturnType<typeof handlersOf>, 'register' | 'ec2Events'>;
}

/** EC2, with machines that register and run jobs. */
function startEc2({ clock, random, gitlab, meter, handlers }: Surroundings): SimulatedEc2 {
  const machines = new Map<string, SimulatedMachine>();
  const waiting = new WaitingRunners(gitlab, clock);
  const register = async (instanceId: string, uptime: number): Promise<RegisterAnswer> => {
    const answer = answerOf(
      await meter.invoke('register', () =>
        handlers.register(signedBy(instanceId, registerRequest(uptime)), CONTEXT),
      ),
    );
    if (answer === 'Later' || answer === 'Never') return answer;
    const { token, ...limits } = answer;
    return { gitlab: runnerCalls(gitlab, waiting, token), ...limits };
  };
  const tell = (news: InstanceNews) => meter.invoke('ec2-events', () => handlers.ec2Events(news, CONTEXT));
  const ec2: SimulatedEc2 = new SimulatedEc2(clock, random, {
    onBoot: (instanceId) => {
      meter.use.machines += 1;
      machines.set(
        instanceId,
        new SimulatedMachine({
          scheduler: clock,
          register: (uptime) => register(instanceId, uptime),
          powerOff: () => ec2.end(instanceId),
        }),
      );
    },
    onNews: (news) => clock.after(DELIVERY_SECONDS, () => tell(news)),
    onNotice: (instanceId) => machines.get(instanceId)?.notice(),
    onEnd: (instanceId) => machines.get(instanceId)?.cut(),
  });
  return ec2;
}

function meteredClient(
  gitlab: SimulatedGitLab,
  url: string,
  meter: Meter,
  note: (moment: Moment) => void,
): GitLab {
  const api = gitlabApi(gitlab);
  return gitlabClient({
    url,
    token: async () => 'token',
    now: gitlab.now,
    fetch: async (address, init) => {
      meter.gitlabCall();
      note('GitLab asked');
      const answer = await api.request(String(address), init);
      note('GitLab answered');
      return answer;
    },
  });
}

function errorsTo(errors: string[]): Log {
  return {
    info: () => undefined,
    warn: () => undefined,
    error: (message, fields) => errors.push(`${message} ${JSON.stringify(fields)}`),
  };
}
