import type { Instance } from '../../scaler/state/machines/instance.ts';

/** What EventBridge would tell of an instance, in EC2's own shape. */
export type InstanceNews = (
  | { readonly 'detail-type': 'EC2 Instance State-change Notification'; readonly detail: StateDetail }
  | { readonly 'detail-type': 'EC2 Spot Instance Interruption Warning'; readonly detail: WarningDetail }
  | { readonly 'detail-type': 'EC2 Instance Rebalance Recommendation'; readonly detail: InstanceDetail }
) & { readonly time: string };
interface InstanceDetail {
  readonly 'instance-id': string;
}
interface StateDetail extends InstanceDetail {
  readonly state: string;
}
interface WarningDetail extends InstanceDetail {
  readonly 'instance-action': string;
}

export interface Ec2Listeners {
  /** The instance has booted and its user data runs. */
  readonly onBoot: (instanceId: string) => void;
  readonly onNews: (news: InstanceNews) => void;
  /** The instance can read in its metadata that EC2 will interrupt it: `spot/instance-action`. */
  readonly onNotice?: (instanceId: string) => void;
  /** The instance is no more: nothing on it runs on. */
  readonly onEnd: (instanceId: string) => void;
  /** We ask for the instance's end; called before it ends. */
  readonly onTerminate?: (instanceId: string) => void;
  /** It is in another state, or new. */
  readonly onState?: (instance: Instance) => void;
}
