import { type Ec2Event, newsOf } from '../../../../lib/aws/ec2/event.ts';
import { type Ec2News, recordNews } from '../../../../lib/scaler/events/ec2-news.ts';
import type { Fate } from '../../../../lib/scaler/state/machines/machine.ts';
import { MemoryMetrics } from '../../../../lib/simulation/memory/metrics.ts';
import { openMemoryStore } from '../../../../lib/simulation/memory/store.ts';
import { MemoryTable } from '../../../../lib/simulation/memory/table.ts';
import { anInterruptionSection, aRunner, someSettings } from '../../../builders/settings.ts';
import { aMachine, NOW } from '../../../builders/state.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const interruption: Ec2News = { kind: 'Interruption', instanceId: 'i-1', at: NOW };
const rebalance: Ec2News = { kind: 'Rebalance', instanceId: 'i-1', at: NOW };
const end: Ec2News = { kind: 'End', instanceId: 'i-1', at: NOW, state: 'terminated' };
const doomed: Fate = {
  kind: 'Doomed',
  at: NOW,
  cause: 'EC2',
  reason: 'EC2 will interrupt it within two minutes',
};
const advised: Fate = { kind: 'Doomed', at: NOW, cause: 'EC2', reason: 'EC2 recommends replacing it' };
const gone: Fate = { kind: 'Gone', at: NOW, reason: 'its instance is terminated' };

/** What is on record of machine 1 after the news, in that order, and how many interruptions were counted. */
async function after(news: readonly Ec2News[], replaceOnRebalance = false) {
  const store = openMemoryStore({ table: new MemoryTable(), writer: 'ec2-events' });
  const metrics = new MemoryMetrics();
  const settings = someSettings({
    runners: [aRunner({ interruption: anInterruptionSection({ replaceOnRebalance }) })],
  });
  await store.machines.create(aMachine('Used', 1));
  for (const one of news) await recordNews({ machines: store.machines, log: quiet, metrics }, settings, one);
  const machine = await store.machines.find('i-1');
  return {
    fate: machine?.fate,
    writes: (machine?.revision ?? 0) - 1,
    counted: metrics.of('MachinesInterrupted'),
  };
}

test.each<[string, Ec2News[], boolean, Fate | undefined, number, number]>([
  ['a warning dooms it', [interruption], false, doomed, 1, 1],
  ['told twice it is written and counted once', [interruption, interruption], false, doomed, 1, 1],
  ['its end', [end], false, gone, 1, 0],
  ['a warning after its end changes nothing', [end, interruption], false, gone, 1, 0],
  [
    'its end after a warning',
    [interruption, { ...end, at: NOW + 120 }],
    false,
    { ...gone, cause: 'EC2', reason: 'EC2 took it back: its instance is terminated' },
    2,
    1,
  ],
  ['a recommendation is nothing to most', [rebalance], false, undefined, 0, 0],
  ['a recommendation dooms it where that is wanted', [rebalance], true, advised, 1, 0],
  ['a warning after a recommendation is counted', [rebalance, interruption], true, doomed, 2, 1],
  ['what EC2 says of others', [{ ...end, instanceId: 'i-2' }], false, undefined, 0, 0],
])('%s', async (_, news, replaceOnRebalance, fate, writes, counted) => {
  expect(await after(news, replaceOnRebalance)).toEqual({ fate, writes, counted });
});

const event = (type: string, more: object = {}) =>
  ({
    'detail-type': type,
    time: '2026-11-24T10:00:00Z',
    detail: { 'instance-id': 'i-1', ...more },
  }) as Ec2Event;

test.each<[Ec2Event, Ec2News | undefined]>([
  [event('EC2 Spot Instance Interruption Warning', { 'instance-action': 'terminate' }), interruption],
  [event('EC2 Instance Rebalance Recommendation'), rebalance],
  [event('EC2 Instance State-change Notification', { state: 'terminated' }), end],
  [
    event('EC2 Instance State-change Notification', { state: 'shutting-down' }),
    { ...end, state: 'shutting-down' },
  ],
  [event('EC2 Instance State-change Notification', { state: 'running' }), undefined],
])('%j is news', (told, news) => {
  expect(newsOf(told)).toEqual(news);
});
