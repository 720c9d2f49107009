/** What bastionless is compared with. docs/simulate.md says what each of them is, and what its model leaves out. */
export const PEER_NAMES = [
  'docker-machine',
  'docker-autoscaler',
  'codebuild',
  'bastion',
  'always-on',
] as const;
export type PeerName = (typeof PEER_NAMES)[number];
/** Ours, for people and programs. */
export const BASTIONLESS = 'bastionless';
export type SystemName = typeof BASTIONLESS | PeerName;
