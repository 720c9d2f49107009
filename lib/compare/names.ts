/** Other ways to run jobs. docs/simulate.md says what each of them is, and what its model leaves out. */
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
/** Ours as it would be if it launched machines for jobs that wait, and for no others. */
export const WITHOUT_LOOKAHEAD = 'without-lookahead';
/** What bastionless is compared with. */
export const COMPARED_NAMES = [...PEER_NAMES, WITHOUT_LOOKAHEAD] as const;
export type ComparedName = (typeof COMPARED_NAMES)[number];
export type SystemName = typeof BASTIONLESS | ComparedName;
