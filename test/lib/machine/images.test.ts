import type { TomlTable } from '../../../lib/config/file/toml-value.ts';
import { defaultImageParameter, prefetchedImages } from '../../../lib/machine/images.ts';
import { aRunner } from '../../builders/settings.ts';

const HELPER = 'registry.gitlab.com/gitlab-org/gitlab-runner/gitlab-runner-helper';
const imagesOf = (docker: TomlTable, prefetch: readonly string[] = [], type = 't3.medium') => {
  const runner = aRunner({ passedOn: { docker }, software: { runnerVersion: '19.3.1', prefetch } });
  return prefetchedImages({ ...runner, ec2: { ...runner.ec2, instanceTypes: [type] } });
};

describe('the images that a machine pulls while it boots', () => {
  test.each<[string, string[], string[]]>([
    ['the helper image of its gitlab-runner', imagesOf({}), [`${HELPER}:x86_64-v19.3.1`]],
    ['that for its processor', imagesOf({}, [], 't4g.small'), [`${HELPER}:arm64-v19.3.1`]],
    ['that of a flavor', imagesOf({ helper_image_flavor: 'ubuntu' }), [`${HELPER}:ubuntu-x86_64-v19.3.1`]],
    ['the one that the user names', imagesOf({ helper_image: 'own/helper:1' }), ['own/helper:1']],
    [
      'the one for jobs that name none',
      imagesOf({ image: 'ruby:3.4' }),
      [`${HELPER}:x86_64-v19.3.1`, 'ruby:3.4'],
    ],
    [
      'what the user adds, once',
      imagesOf({ image: 'a' }, ['a', 'b']),
      [`${HELPER}:x86_64-v19.3.1`, 'a', 'b'],
    ],
    ['none whose name a job completes', imagesOf({ image: '$REGISTRY/x', helper_image: 'h' }), ['h']],
    ['none whose name the shell would part', imagesOf({ image: 'a; reboot', helper_image: 'h' }), ['h']],
  ])('are %s', (_, images, expected) => {
    expect(images).toEqual(expected);
  });
});

test.each([
  ['x86_64', '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id'],
  ['arm64', '/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id'],
] as const)('the default image for %s is AWS’s public parameter', (architecture, parameter) => {
  expect(defaultImageParameter(architecture)).toBe(parameter);
});
