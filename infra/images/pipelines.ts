import { architectureOf } from '../../lib/config/ec2/architecture.ts';
import type { RunnerSettings } from '../../lib/config/settings.ts';
import { attribute, type Json, type Resources } from '../cloudformation.ts';
import { imagePipeline } from './pipeline.ts';
import { imageRoles } from './roles.ts';

/** Which image machines start from, where config.toml names none. */
export type Images = 'default' | 'weekly';

const kindOf = ({ ec2, software }: RunnerSettings): string =>
  `${architectureOf(ec2.instanceTypes[0])}-${software.runnerVersion}`;

/** The parameter that holds the id of the newest image for a runner. */
export const imageParameter = (runner: RunnerSettings, scaler: string): string =>
  `/${scaler}/image/${kindOf(runner)}`;

/**
 * Pipelines of EC2 Image Builder that make images for the runners that name none, each week and whenever what is in
 * them changes. Until the first is there, machines start from a plain Amazon Linux 2023, and install what it lacks.
 * https://docs.aws.amazon.com/imagebuilder/latest/userguide/what-is-image-builder.html
 */
export function imagePipelines(runners: readonly RunnerSettings[], scaler: string): Resources {
  const kinds = Map.groupBy(
    runners.filter(({ ec2 }) => ec2.imageId === undefined),
    kindOf,
  );
  if (kinds.size === 0) return {};
  return {
    ...imageRoles(scaler),
    ...Object.assign(
      {},
      ...[...kinds].map(([name, alike]) => {
        const [first] = alike as [RunnerSettings, ...RunnerSettings[]];
        return imagePipeline(name, scaler, {
          architecture: architectureOf(first.ec2.instanceTypes[0]),
          runnerVersion: first.software.runnerVersion,
          runners: alike,
        });
      }),
    ),
  };
}

/** An output of the stack: the pipelines' ARNs, by which one is started. None where there are none. */
export function pipelineOutput(resources: Resources): Readonly<Record<string, Json>> {
  const ids = Object.entries(resources).flatMap(([id, { Type }]) =>
    Type === 'AWS::ImageBuilder::ImagePipeline' ? [id] : [],
  );
  if (ids.length === 0) return {};
  return {
    ImagePipelines: {
      Description: 'Pipelines of EC2 Image Builder that make the machines’ images',
      Value: { 'Fn::Join': [' ', ids.map((id) => attribute(id, 'Arn'))] },
    },
  };
}
