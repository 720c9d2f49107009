import type { DynamoDBRecord } from 'aws-lambda';
import { auditHandler } from '../../../functions/audit.ts';
import { ec2EventsHandler } from '../../../functions/ec2-events.ts';
import { reconcileHandler } from '../../../functions/reconcile.ts';
import { registerHandler } from '../../../functions/register.ts';
import { reportHandler } from '../../../functions/report.ts';
import { scheduleHandler } from '../../../functions/schedule.ts';
import { webhookHandler } from '../../../functions/webhook.ts';
import type { Settings } from '../../config/settings.ts';
import { registerRequest } from '../../machine/request.ts';
import { sparing } from '../../scaler/calls/sparing-wake-ups.ts';
import type { Ec2 } from '../../scaler/ports/ec2.ts';
import type { GitLab } from '../../scaler/ports/gitlab.ts';
import type { Metrics } from '../../scaler/ports/metrics.ts';
import type { Secrets } from '../../scaler/ports/secrets.ts';
import type { Store, Writer } from '../../scaler/ports/store.ts';
import type { WakeUps } from '../../scaler/ports/wake-ups.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { answerOf, type RegistrationAnswer, requestOf, signedBy } from '../api-gateway.ts';
import type { InstanceNews } from '../ec2/listeners.ts';
import { type HookSubject, type JobHook, jobHook } from '../gitlab/job-hook.ts';
import { CONTEXT } from '../lambda-context.ts';
import { openMemoryStore } from '../memory/store.ts';
import type { MemoryTable } from '../memory/table.ts';
import type { Invocation, Invoking, Outcome } from './lambda.ts';

/** All that the functions of one deployment are given. */
export interface Deployment {
  /** What it is called. */
  readonly scaler: string;
  readonly settings: Settings;
  readonly table: MemoryTable;
  readonly ec2: Ec2;
  readonly gitlab: GitLab;
  readonly wakeUps: WakeUps;
  readonly metrics: Metrics;
  readonly webhookSecret: string;
  /** What a webhook is when it comes. */
  readonly arriving: (hook: JobHook) => JobHook;
  /** What happens between the parts of a read of all that is active; none: nothing. */
  readonly betweenReads: (() => Promise<void>) | undefined;
}

/** The functions of serverless.yml, to be invoked by what their events come from. */
export interface Functions {
  /** What GitLab tells of a job now. Answers with what delivers it. */
  webhook(told: HookSubject): () => Promise<Outcome<unknown>>;
  register(instanceId: string, uptime: number): Promise<RegistrationAnswer>;
  /** Answers whether it was heard. */
  report(instanceId: string, reason: string): Promise<boolean>;
  ec2Events(news: InstanceNews): Promise<Outcome<void>>;
  schedule(): Promise<Outcome<void>>;
  reconcile(records: DynamoDBRecord[]): Promise<Outcome<void>>;
  audit(): Promise<Outcome<void>>;
}

/** What a deployment is called that is alone. */
export const SCALER = 'bastionless-simulated';

/** Puts the functions of a deployment into a world. */
export type Deploy = (lambda: Invoking, deployment: Deployment) => Functions;

/** The real handlers, each invocation with ports of its own. */
export function deploy(lambda: Invoking, deployment: Deployment): Functions {
  const { scaler, settings, table, ec2, gitlab, wakeUps, metrics, webhookSecret, betweenReads } = deployment;
  const { arriving } = deployment;
  const secrets: Secrets = { webhookSecret: async () => webhookSecret };
  const stores = new Map<Writer, Store>();
  /** What a function that stays warm remembers. */
  const asked = new Set<UnixSeconds>();
  const storeFor = (writer: Writer, one: Invocation): Store => {
    const store = stores.get(writer) ?? openMemoryStore({ table, writer, betweenReads });
    stores.set(writer, store);
    return one.port('store', store);
  };
  const webhook = lambda.create('webhook', (one) => {
    const { clock, log } = one;
    const inbox = storeFor('webhook', one);
    const handle = webhookHandler({ inbox, secrets, clock, wallClock: clock, log }, settings);
    return (hook: JobHook) => handle(requestOf(arriving(hook), webhookSecret), CONTEXT);
  });
  const register = lambda.create('register', (one) => {
    const { machines } = storeFor('register', one);
    const { clock, log } = one;
    const ports = { scaler, machines, gitlab: one.port('gitlab', gitlab), clock, log };
    const handle = registerHandler(ports, settings);
    return (instanceId: string, body: string) => handle(signedBy(instanceId, body), CONTEXT);
  });
  const report = lambda.create('report', (one) => {
    const store = storeFor('report', one);
    const { clock, log } = one;
    const handle = reportHandler({ machines: store.machines, reports: store, clock, log });
    return (instanceId: string, body: string) => handle(signedBy(instanceId, body), CONTEXT);
  });
  const ec2Events = lambda.create('ec2-events', (one) => {
    const { machines } = storeFor('ec2-events', one);
    const handle = ec2EventsHandler({ machines, log: one.log, metrics }, settings);
    return (news: InstanceNews) => handle(news, CONTEXT);
  });
  const schedule = lambda.create('schedule', (one) => {
    const handle = scheduleHandler({ inbox: storeFor('schedule', one), clock: one.clock });
    return () => handle({}, CONTEXT);
  });
  const audit = lambda.create('audit', (one) => {
    const { clock, log } = one;
    const store = storeFor('audit', one);
    const ports = { store, ec2: one.port('ec2', ec2), gitlab: one.port('gitlab', gitlab) };
    const handle = auditHandler({ ...ports, clock, log, metrics }, settings, scaler);
    return () => handle({}, CONTEXT);
  });
  const reconcile = lambda.create('reconcile', (one) => {
    const { clock, random, log } = one;
    const store = storeFor('reconcile', one);
    const world = {
      store,
      ec2: one.port('ec2', ec2),
      gitlab: one.port('gitlab', gitlab),
      wakeUps: sparing(one.port('wakeUps', wakeUps), clock, asked),
    };
    const handle = reconcileHandler({ ...world, clock, random, log, metrics }, settings);
    return (Records: DynamoDBRecord[]) => handle({ Records }, CONTEXT);
  });
  return {
    ...{ ec2Events, schedule, audit, reconcile },
    webhook: (told) => {
      const hook = jobHook(told);
      return () => webhook(hook);
    },
    register: async (instanceId, uptime) => {
      const outcome = await register(instanceId, registerRequest(uptime));
      return outcome.kind === 'Answered' ? answerOf(outcome.value) : 'Later';
    },
    report: async (instanceId, reason) => {
      const outcome = await report(instanceId, `${reason}\n`);
      return outcome.kind === 'Answered' && outcome.value.statusCode === 204;
    },
  };
}
