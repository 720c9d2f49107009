import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { auditHandler } from '../../../functions/audit.ts';
import { ec2EventsHandler } from '../../../functions/ec2-events.ts';
import { reconcileHandler } from '../../../functions/reconcile.ts';
import { registerHandler } from '../../../functions/register.ts';
import { reportHandler } from '../../../functions/report.ts';
import { scheduleHandler } from '../../../functions/schedule.ts';
import { scriptHandler } from '../../../functions/script.ts';
import { webhookHandler } from '../../../functions/webhook.ts';
import { openStore } from '../../aws/dynamodb/store.ts';
import type { Ec2Event } from '../../aws/ec2/event.ts';
import type { Settings } from '../../config/settings.ts';
import { gitlabClient } from '../../gitlab/rest-client.ts';
import { machineScript } from '../../machine/script.ts';
import { sparing } from '../../scaler/calls/sparing-wake-ups.ts';
import { recall } from '../../scaler/experience/recall.ts';
import type { GitLab } from '../../scaler/ports/gitlab.ts';
import type { Log } from '../../scaler/ports/log.ts';
import type { Store } from '../../scaler/ports/store.ts';
import { isoTime, type UnixSeconds } from '../../scaler/state/time.ts';
import { SimulatedWakeUps } from '../../simulation/clock/wake-ups.ts';
import type { SimulatedEc2 } from '../../simulation/ec2/ec2.ts';
import { SimulatedGitLab } from '../../simulation/gitlab/gitlab.ts';
import { startWorkers } from '../../simulation/gitlab/workers.ts';
import { CONTEXT } from '../../simulation/lambda-context.ts';
import { MemoryMetrics } from '../../simulation/memory/metrics.ts';
import type { SeededRandom } from '../../simulation/seeded-random.ts';
import { projectsOf } from '../../simulation/world/projects.ts';
import type { PacedClock } from '../clock/paced-clock.ts';
import { Reader } from '../dashboard/reader.ts';
import { Recorder } from '../dashboard/recorder.ts';
import { watchedStore } from '../dashboard/watched-store.ts';
import { TABLE } from './embedded-table.ts';
import { ec2With, type Instances } from './instances.ts';
import { LostWebhooks } from './lost-webhooks.ts';
import { resume } from './resume.ts';
import { sendWebhooks } from './send-webhooks.ts';
import { LocalStream } from './table-stream.ts';

interface WorldParts {
  readonly settings: Settings;
  readonly scheduler: PacedClock;
  readonly random: SeededRandom;
  readonly client: DynamoDBClient;
  /** The address of the server that the world is served by, where webhooks and the API of GitLab are. */
  readonly url: string;
  readonly webhookSecret: string;
  readonly log: Log;
  /** Without them, instances are simulated machines. */
  readonly instances?: Instances;
}

export interface LocalWorld {
  readonly settings: Settings;
  readonly store: Store;
  readonly gitlab: SimulatedGitLab;
  readonly ec2: SimulatedEc2;
  readonly webhook: ReturnType<typeof webhookHandler>;
  readonly script: ReturnType<typeof scriptHandler>;
  /** For whoever an authorizer says is an instance. */
  readonly register: ReturnType<typeof registerHandler>;
  readonly report: ReturnType<typeof reportHandler>;
  readonly scheduler: PacedClock;
  readonly metrics: MemoryMetrics;
  readonly recorder: Recorder;
  readonly lostWebhooks: LostWebhooks;
}

/** What this deployment is called. */
const SCALER = 'bastionless-local';

const TICK_SECONDS = 60;
const AUDIT_SECONDS = 300;
const EPOCH_DIGITS = 8;

/** The whole of bastionless on this computer: the real handlers, between a simulated GitLab and a simulated EC2. */
export async function createWorld(parts: WorldParts): Promise<LocalWorld> {
  const { scheduler, random, client, url, log, webhookSecret, instances } = parts;
  const settings = { ...parts.settings, gitlabUrl: instances?.url ?? url };
  const apiToken = random.hex(20);
  const gitlab = gitlabOf(parts, apiToken);
  const api = gitlabClient({ url, token: async () => apiToken, now: () => scheduler.now() });
  const lostWebhooks = new LostWebhooks();
  const recorder = recorderOf(parts, lostWebhooks);
  const storeOf = (writer: 'register' | 'report' | 'ec2-events' | 'audit' | 'reconcile') =>
    watchedStore(openStore({ client, table: TABLE, writer }), (change) => recorder.note(change));
  const store = storeOf('reconcile');

  const metrics = new MemoryMetrics();
  const ec2Events = ec2EventsHandler({ machines: storeOf('ec2-events').machines, log, metrics }, settings);
  const register = registerOf(storeOf('register'), { api, log, scheduler, settings });
  const report = reportOf(storeOf('report'), { log, scheduler });
  const deliverNews = (news: Ec2Event) => ec2Events(news, CONTEXT);
  const ec2 = ec2With({ scheduler, random, register, deliver: deliverNews, instances });

  const wakeUps = sparing(new SimulatedWakeUps(scheduler, (at) => store.recordTick(at)), scheduler);
  const world = { store, ec2, gitlab: api, clock: scheduler, random, log, metrics, wakeUps };
  const reconcile = reconcileHandler(world, settings);
  const deliver = async (Records: DynamoDBStreamEvent['Records']) => {
    await reconcile({ Records }, CONTEXT);
    recorder.noteState(await recall({ store, log }, settings, await store.readActive()));
  };
  new LocalStream(scheduler, deliver).follow(client);
  await new Reader(store, recorder, scheduler, settings).read();
  await resume(store, gitlab, (instanceId) => deliverNews(terminated(instanceId, scheduler.now())));
  sendWebhooks({ gitlab, scheduler, url, secret: webhookSecret, lost: lostWebhooks });
  repeat(scheduler, TICK_SECONDS, () => scheduleHandler({ inbox: store, clock: scheduler })({}, CONTEXT));
  const audit = auditHandler({ ...world, store: storeOf('audit') }, settings, SCALER);
  repeat(scheduler, AUDIT_SECONDS, () => audit({}, CONTEXT));

  const webhook = webhookHandler(
    {
      inbox: store,
      secrets: { webhookSecret: async () => webhookSecret },
      clock: scheduler,
      wallClock: { now: () => Date.now() / 1000 },
      log,
    },
    settings,
  );
  return {
    ...{ settings, store, gitlab, ec2, webhook, register, report },
    script: scriptHandler(machineScript()),
    ...{ scheduler, metrics, recorder, lostWebhooks },
  };
}

function gitlabOf({ scheduler, random, url, settings }: WorldParts, apiToken: string): SimulatedGitLab {
  // Grows from start to start: a store on disk remembers the jobs of earlier ones.
  const firstId = Math.floor(scheduler.now());
  const gitlab = new SimulatedGitLab({ clock: scheduler, random, apiToken, url, firstId });
  for (const project of projectsOf(settings)) gitlab.projects.add(project);
  startWorkers(gitlab, scheduler);
  return gitlab;
}

interface MachineCalls extends Pick<WorldParts, 'log' | 'scheduler' | 'settings'> {
  readonly api: GitLab;
}

const registerOf = ({ machines }: Store, { api, log, scheduler, settings }: MachineCalls) =>
  registerHandler({ scaler: SCALER, machines, gitlab: api, clock: scheduler, log }, settings);

const reportOf = (store: Store, { log, scheduler }: Pick<MachineCalls, 'log' | 'scheduler'>) =>
  reportHandler({ machines: store.machines, reports: store, clock: scheduler, log });

function terminated(instanceId: string, now: UnixSeconds): Ec2Event {
  return {
    'detail-type': 'EC2 Instance State-change Notification',
    time: isoTime(now),
    detail: { 'instance-id': instanceId, state: 'terminated' },
  };
}

function recorderOf({ settings, scheduler, random }: WorldParts, lost: LostWebhooks): Recorder {
  return new Recorder({
    settings,
    clock: scheduler,
    title: 'on this computer',
    hasControls: true,
    commands: { serve: 'npm start', doctor: null },
    epoch: random.hex(EPOCH_DIGITS),
    pace: () => ({
      speed: scheduler.speed,
      isJumping: scheduler.isJumping,
      webhooksToLose: lost.left,
    }),
  });
}

function repeat(scheduler: PacedClock, seconds: number, task: () => Promise<void>): void {
  scheduler.after(seconds, async () => {
    repeat(scheduler, seconds, task);
    await task();
  });
}
