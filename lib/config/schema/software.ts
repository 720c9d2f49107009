import type { SoftwareSettings } from '../settings.ts';
import { textLike, textsLike } from './fields.ts';
import { type EntryOf, key } from './key-text.ts';

/** GitLab Runner is best not newer than GitLab. https://docs.gitlab.com/runner/#gitlab-runner-versions */
const DEFAULT_RUNNER_VERSION = '19.3.1';

const version = textLike(
  /^\d+\.\d+\.\d+$/,
  `must be a version of gitlab-runner, such as "${DEFAULT_RUNNER_VERSION}"`,
);
/** https://pkg.go.dev/github.com/distribution/reference#pkg-overview */
const images = textsLike(
  /^[a-zA-Z0-9][\w./:@-]*$/,
  'must be the name of an image, such as "ruby:3.4", without variables',
  'must be a list of images: ["ruby:3.4"]',
);

/** The keys of `[runners.bastionless]` for what machines run, with their defaults. */
export const softwareKeys = {
  runner_version: key(
    version,
    'of gitlab-runner, where the image has none; no newer than your GitLab',
    DEFAULT_RUNNER_VERSION,
  ),
  prefetch: key(
    images,
    'images that a machine pulls while it boots, besides docker’s image and helper_image',
    [],
  ),
};

export function softwareSettings(entry: EntryOf<typeof softwareKeys>): SoftwareSettings {
  return { runnerVersion: entry.runner_version, prefetch: entry.prefetch };
}
