/** Other ways to run jobs. docs/simulate.md says what each of them is, and what its model leaves out. */
const PEER_NAMES = ['docker-machine', 'docker-autoscaler', 'codebuild', 'bastion', 'always-on'] as const;
export type PeerName = (typeof PEER_NAMES)[number];
/** Our own name, for people and programs. */
export const BASTIONLESS = 'bastionless';
/** Ours if it launched machines only for jobs that wait. */
export const WITHOUT_LOOKAHEAD = 'without-lookahead';
/** Ours with four jobs on a machine that is four times as large. */
export const FOUR_PLACES = 'four-places';
/** Ours with other settings. */
const VARIANT_NAMES = [WITHOUT_LOOKAHEAD, FOUR_PLACES] as const;
export type VariantName = (typeof VARIANT_NAMES)[number];
/** What bastionless is compared with. */
export const COMPARED_NAMES = [...PEER_NAMES, ...VARIANT_NAMES] as const;
export type ComparedName = (typeof COMPARED_NAMES)[number];
export type SystemName = typeof BASTIONLESS | ComparedName;

export const isVariant = (name: SystemName): name is VariantName =>
  (VARIANT_NAMES as readonly string[]).includes(name);
