import * as v from 'valibot';
import type { SoftwareSettings } from '../settings.ts';
import { honoured } from './key-text.ts';

/** GitLab Runner is best not newer than GitLab. https://docs.gitlab.com/runner/#gitlab-runner-versions */
const DEFAULT_RUNNER_VERSION = '19.3.0';

const EXPECTED_VERSION = `must be a version of gitlab-runner, such as "${DEFAULT_RUNNER_VERSION}"`;
const EXPECTED_IMAGE = 'must be the name of an image, such as "ruby:3.4", without variables';

const version = v.pipe(v.string(EXPECTED_VERSION), v.regex(/^\d+\.\d+\.\d+$/, EXPECTED_VERSION));
/** https://pkg.go.dev/github.com/distribution/reference#pkg-overview */
const image = v.pipe(v.string(EXPECTED_IMAGE), v.regex(/^[a-zA-Z0-9][\w./:@-]*$/, EXPECTED_IMAGE));

/** The keys of `[runners.bastionless]` for what machines run, with their defaults. */
export const softwareKeys = {
  runner_version: v.optional(
    v.pipe(version, honoured('of gitlab-runner, where the image has none; no newer than your GitLab')),
    DEFAULT_RUNNER_VERSION,
  ),
  prefetch: v.optional(
    v.pipe(
      v.array(image, 'must be a list of images: ["ruby:3.4"]'),
      honoured('images that a machine pulls while it boots, beside docker’s image and helper_image'),
    ),
    [],
  ),
};

const Keys = v.object(softwareKeys);

export function softwareSettings(entry: v.InferOutput<typeof Keys>): SoftwareSettings {
  return { runnerVersion: entry.runner_version, prefetch: entry.prefetch };
}
