import type { Settings } from '../../config/settings.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { MachineRecords } from '../ports/store.ts';
import type { Fate, Machine } from '../state/machines/machine.ts';
import { fated, gone } from '../state/machines/transitions.ts';
import type { UnixSeconds } from '../state/time.ts';
import { changeMachine } from './change-machine.ts';

/** What EC2 tells of an instance's end. */
export type Ec2News = { readonly instanceId: string; readonly at: UnixSeconds } & (
  | { readonly kind: 'Interruption' }
  /** It is more likely than others to be interrupted soon. */
  | { readonly kind: 'Rebalance' }
  /** `state`: EC2's word. */
  | { readonly kind: 'End'; readonly state: string }
);

export interface NewsPorts {
  readonly machines: MachineRecords;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * Records what EC2 told of an instance's end. Instances that are not ours are ignored. Throws if the record
 * keeps changing under us: EventBridge then delivers the event again.
 */
export async function recordNews(ports: NewsPorts, settings: Settings, news: Ec2News): Promise<void> {
  const { machines, log, metrics } = ports;
  const fate = fateOf(news);
  const change = await changeMachine(machines, news.instanceId, (machine) =>
    isHeeded(news, machine, settings) ? fated(machine, fate) : machine,
  );
  if (change.kind !== 'Changed') return;
  const { name, runner } = change.machine;
  log.info('EC2 told of a machine', { machine: name, reason: fate.reason });
  if (news.kind === 'Interruption') metrics.count('MachinesInterrupted', { runner });
}

function isHeeded({ kind }: Ec2News, { runner }: Machine, { runners }: Settings): boolean {
  if (kind !== 'Rebalance') return true;
  return runners.some(({ name, interruption }) => name === runner && interruption.replaceOnRebalance);
}

function fateOf(news: Ec2News): Fate {
  const { at } = news;
  switch (news.kind) {
    case 'Interruption':
      return { kind: 'Doomed', at, cause: 'EC2', reason: 'EC2 will interrupt it within two minutes' };
    case 'Rebalance':
      return { kind: 'Doomed', at, cause: 'EC2', reason: 'EC2 recommends replacing it' };
    case 'End':
      return gone(news.state, at);
  }
}
