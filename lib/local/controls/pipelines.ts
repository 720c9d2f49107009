import type { NewJob } from '../../simulation/gitlab/model.ts';

export const PIPELINE_SIZES = ['small', 'medium', 'long', 'large'] as const;
type PipelineSize = (typeof PIPELINE_SIZES)[number];

const small: readonly NewJob[] = [
  { name: 'build', stage: 'build', duration: 25 },
  ...['lint', 'unit', 'e2e'].map((name) => ({ name, stage: 'test' })),
  { name: 'deploy', stage: 'deploy', duration: 15 },
];

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

/** Some of these jobs outlast EC2's warning of two minutes. */
const long: readonly NewJob[] = [
  { name: 'build', stage: 'build', duration: 60 },
  { name: 'integration', stage: 'test', duration: 180 },
  { name: 'browser', stage: 'test', duration: 240 },
  { name: 'load', stage: 'test', duration: 360 },
  { name: 'release', stage: 'release', duration: 30 },
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

/** Typical pipelines: short, with many jobs, with long ones, and one that needs more machines than allowed. */
export const PIPELINES: Readonly<Record<PipelineSize, readonly NewJob[]>> = { small, medium, long, large };
