import { type Architecture, architectureOf } from '../config/ec2/architecture.ts';
import type { TomlTable, TomlValue } from '../config/file/toml-value.ts';
import type { RunnerSettings } from '../config/settings.ts';
import { isTable } from '../config/upstream/kinds.ts';

/**
 * ECS-optimized Amazon Linux 2023: Docker is in it, so that a boot fetches nothing but gitlab-runner. Its name is that of
 * a public parameter, which is read at each launch and not at the last deployment: machines live for minutes, so they
 * are patched as soon as the image is.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
 */
export function defaultImageParameter(architecture: Architecture): string {
  const variant = architecture === 'arm64' ? 'arm64/' : '';
  return `/aws/service/ecs/optimized-ami/amazon-linux-2023/${variant}recommended/image_id`;
}

/** What a job's first seconds go to if it is not there: its helper image, and the images that jobs are likely to have. */
export function prefetchedImages({ passedOn, software, ec2 }: RunnerSettings): string[] {
  const docker = isTable(passedOn['docker']) ? passedOn['docker'] : {};
  const helper =
    textOf(docker['helper_image']) ?? helperImage(docker, software.runnerVersion, ec2.instanceTypes[0]);
  const named = [helper, textOf(docker['image']), ...software.prefetch].filter(
    (image) => image !== undefined,
  );
  return [...new Set(named.filter(isPlain))];
}

/** https://docs.gitlab.com/runner/configuration/advanced-configuration/#helper-image */
function helperImage(docker: TomlTable, version: string, instanceType: string): string {
  const flavor = textOf(docker['helper_image_flavor']) ?? 'alpine';
  const prefix = flavor === 'alpine' ? '' : `${flavor}-`;
  const tag = `${prefix}${architectureOf(instanceType)}-v${version}`;
  return `registry.gitlab.com/gitlab-org/gitlab-runner/gitlab-runner-helper:${tag}`;
}

/** An image with a variable in its name is known only when a job runs. */
const isPlain = (image: string): boolean => /^[a-zA-Z0-9][\w./:@-]*$/.test(image);

const textOf = (value: TomlValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
