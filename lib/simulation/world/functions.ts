import type { Context, DynamoDBRecord } from 'aws-lambda';
import { auditHandler } from '../../../functions/audit.ts';
import { ec2EventsHandler } from '../../../functions/ec2-events.ts';
import { reconcileHandler } from '../../../functions/reconcile.ts';
import { registerHandler } from '../../../functions/register.ts';
import { reportHandler } from '../../../functions/report.ts';
import { scheduleHandler } from '../../../functions/schedule.ts';
import { webhookHandler } from '../../../functions/webhook.ts';
import type { Settings } from '../../config/settings.ts';
import { registerRequest } from '../../machine/request.ts';
import type { Ec2 } from '../../scaler/ports/ec2.ts';
import type { GitLab } from '../../scaler/ports/gitlab.ts';
import type { Metrics } from '../../scaler/ports/metrics.ts';
import type { Secrets } from '../../scaler/ports/secrets.ts';
import { sparing } from '../../scaler/ports/sparing-wake-ups.ts';
import type { Store, Writer } from '../../scaler/ports/store.ts';
import type { WakeUps } from '../../scaler/ports/wake-ups.ts';
import { isAhead } from '../../scaler/state/job.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { answerOf, type RegistrationAnswer, requestOf, signedBy } from '../api-gateway.ts';
import type { InstanceNews } from '../ec2.ts';
import { jobEvent } from '../gitlab/job-event.ts';
import { type HookSubject, type JobHook, jobHook } from '../gitlab/job-hook.ts';
import { type MemoryTable, openMemoryStore } from '../memory-store.ts';
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
  /** What happens between the parts of a read of all that is active. */
  readonly betweenReads: () => Promise<void>;
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
/** Handlers ask nothing of Lambda's context. */
const CONTEXT = {} as Context;

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
  return {
    webhook: (told) => {
      const hook = jobHook(told);
      return () =>
        lambda.invoke('webhook', (one) => {
          const { clock, log } = one;
          const inbox = storeFor('webhook', one);
          return webhookHandler({ inbox, secrets, clock, wallClock: clock, log }, settings)(
            requestOf(arriving(hook), webhookSecret),
            CONTEXT,
          );
        });
    },
    register: async (instanceId, uptime) => {
      const outcome = await lambda.invoke('register', (one) => {
        const { machines } = storeFor('register', one);
        const { clock, log } = one;
        const ports = { scaler, machines, gitlab: one.port('gitlab', gitlab), clock, log };
        return registerHandler(ports, settings)(signedBy(instanceId, registerRequest(uptime)), CONTEXT);
      });
      return outcome.kind === 'Answered' ? answerOf(outcome.value) : 'Later';
    },
    report: async (instanceId, reason) => {
      const outcome = await lambda.invoke('report', (one) => {
        const store = storeFor('report', one);
        const { clock, log } = one;
        const ports = { machines: store.machines, reports: store, clock, log };
        return reportHandler(ports)(signedBy(instanceId, `${reason}\n`), CONTEXT);
      });
      return outcome.kind === 'Answered' && outcome.value.statusCode === 204;
    },
    ec2Events: (news) =>
      lambda.invoke('ec2-events', (one) => {
        const { machines } = storeFor('ec2-events', one);
        return ec2EventsHandler({ machines, log: one.log, metrics }, settings)(news, CONTEXT);
      }),
    schedule: () =>
      lambda.invoke('schedule', (one) =>
        scheduleHandler({ inbox: storeFor('schedule', one), clock: one.clock })({}, CONTEXT),
      ),
    audit: () =>
      lambda.invoke('audit', (one) => {
        const { clock, log } = one;
        const store = storeFor('audit', one);
        const ports = { store, ec2: one.port('ec2', ec2), gitlab: one.port('gitlab', gitlab) };
        return auditHandler({ ...ports, clock, log, metrics }, settings, scaler)({}, CONTEXT);
      }),
    reconcile: (Records) =>
      lambda.invoke('reconcile', (one) => {
        const { clock, random, log } = one;
        const store = storeFor('reconcile', one);
        const world = {
          store,
          ec2: one.port('ec2', ec2),
          gitlab: one.port('gitlab', gitlab),
          wakeUps: sparing(one.port('wakeUps', wakeUps), clock, asked),
        };
        return reconcileHandler({ ...world, clock, random, log, metrics }, settings)({ Records }, CONTEXT);
      }),
  };
}

/** The same without the edge of the webhook, which decides nothing: what a body would say is put on record. */
export function deployWithoutBodies(lambda: Invoking, deployment: Deployment): Functions {
  const { settings, table, betweenReads } = deployment;
  const isLookingAhead = settings.runners.some(({ lookahead }) => lookahead.isOn);
  const store = openMemoryStore({ table, writer: 'webhook', betweenReads });
  return {
    ...deploy(lambda, deployment),
    webhook: (told) => {
      const event = jobEvent(told);
      return () =>
        lambda.invoke('webhook', async ({ clock, log, port }) => {
          if (!isLookingAhead && isAhead(event)) return 'Ignored';
          const outcome = await port('store', store).record({ ...event, at: clock.now() });
          log.info('job webhook', { job: event.id, status: event.gitlabStatus, outcome });
          return outcome;
        });
    },
  };
}
