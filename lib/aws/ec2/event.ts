import type { Ec2News } from '../../scaler/events/ec2-news.ts';
import { hasEnded } from '../../scaler/state/machines/instance.ts';

/**
 * The events of EC2 on EventBridge that we subscribe to.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/rebalance-recommendations.html
 */
export type Ec2Event = StateChange | InterruptionWarning | RebalanceRecommendation;

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

interface RebalanceRecommendation {
  readonly 'detail-type': 'EC2 Instance Rebalance Recommendation';
  readonly time: string;
  readonly detail: { readonly 'instance-id': string };
}

/** Undefined if the event is no news of an end: the machine goes on. */
export function newsOf(event: Ec2Event): Ec2News | undefined {
  const at = Date.parse(event.time) / 1000;
  const instanceId = event.detail['instance-id'];
  switch (event['detail-type']) {
    case 'EC2 Spot Instance Interruption Warning':
      return { kind: 'Interruption', instanceId, at };
    case 'EC2 Instance Rebalance Recommendation':
      return { kind: 'Rebalance', instanceId, at };
    case 'EC2 Instance State-change Notification': {
      const { state } = event.detail;
      return hasEnded(state) ? { kind: 'End', instanceId, at, state } : undefined;
    }
  }
}
