import type { NewJob } from '../simulation/gitlab/model.ts';

export const PIPELINE_SIZES = ['small', 'medium', 'large'] as const;
export type PipelineSize = (typeof PIPELINE_SIZES)[number];

const small: readonly NewJob[] = ['lint', 'unit', 'build', 'e2e', 'docs'].map((name) => ({
  name,
  stage: 'test',
}));

const medium: readonly NewJob[] = [
  { name: 'build', stage: 'build', duration: 45 },
  { name: 'lint', stage: 'build', duration: 15 },
  ...Array.from({ length: 6 }, (_, index) => ({
    name: `test ${index + 1}/6`,
    stage: 'test',
    duration: 30 + 12 * index,
  })),
  { name: 'package', stage: 'release', duration: 40 },
  { name: 'deploy', stage: 'release', duration: 20 },
];

const large: readonly NewJob[] = [
  { name: 'build', stage: 'build', duration: 40 },
  ...Array.from({ length: 36 }, (_, index) => ({
    name: `test ${index + 1}/36`,
    stage: 'test',
    duration: 25 + ((index * 37) % 90),
  })),
  { name: 'report', stage: 'report', duration: 15 },
];

/** Pipelines as people have them: of one stage, of three, and one that asks for more machines than there may be. */
export const PIPELINES: Readonly<Record<PipelineSize, readonly NewJob[]>> = { small, medium, large };
