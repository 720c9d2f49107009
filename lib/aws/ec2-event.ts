import type { Fate } from '../scaler/machine.ts';

/**
 * The events of EC2 on EventBridge that we subscribe to.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
 */
export type Ec2Event = StateChange | InterruptionWarning;

interface StateChange {
  readonly 'detail-type': 'EC2 Instance State-change Notification';
  /** ISO 8601. */
  readonly time: string;
  readonly detail: { readonly 'instance-id': string; readonly state: string };
}

interface InterruptionWarning {
  readonly 'detail-type': 'EC2 Spot Instance Interruption Warning';
  readonly time: string;
  readonly detail: { readonly 'instance-id': string; readonly 'instance-action': string };
}

/** Our machines are never stopped to be started again: what stops has ended. */
const ENDED_STATES = ['shutting-down', 'terminated', 'stopping', 'stopped'];

/** What the event means for the machine; undefined if it goes on. */
export function fateOf(event: Ec2Event): Fate | undefined {
  const at = Date.parse(event.time) / 1000;
  if (event['detail-type'] === 'EC2 Spot Instance Interruption Warning') {
    return { kind: 'Doomed', at, reason: 'EC2 will interrupt it within two minutes' };
  }
  const { state } = event.detail;
  return ENDED_STATES.includes(state) ? { kind: 'Gone', at, reason: `its instance is ${state}` } : undefined;
}
