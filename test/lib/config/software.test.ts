import { readFileSync } from 'node:fs';
import { readConfig } from '../../../lib/config/read.ts';

const seed = readFileSync('config.toml', 'utf8');
const read = (lines: string) =>
  readConfig(`${seed}\n  [runners.bastionless]\n${lines}`, 'config.toml').runners[0]?.software;

test('without a word in [runners.bastionless] gitlab-runner has one version, and no more images are pulled', () => {
  expect(read('')).toEqual({ runnerVersion: '19.3.0', prefetch: [] });
});

test('each key is read', () => {
  const images = ['ruby:3.4', 'registry.example.com:5000/team/build@sha256:0123'];
  expect(read(`runner_version = "18.11.2"\nprefetch = ${JSON.stringify(images)}`)).toEqual({
    runnerVersion: '18.11.2',
    prefetch: images,
  });
});

test.each([
  ['runner_version = 19', 'runner_version: must be a version of gitlab-runner'],
  ['runner_version = "latest"', 'runner_version: must be a version of gitlab-runner'],
  ['runner_version = "v19.3.0"', 'runner_version: must be a version of gitlab-runner'],
  ['prefetch = "ruby:3.4"', 'prefetch: must be a list of images'],
  ['prefetch = ["a b"]', 'prefetch[0]: must be the name of an image'],
  ['prefetch = ["$IMAGE"]', 'prefetch[0]: must be the name of an image'],
  ['prefetch = ["--all-tags"]', 'prefetch[0]: must be the name of an image'],
])('%s is refused by its name', (line, message) => {
  expect(() => read(line)).toThrow(`runners[0].bastionless.${message}`);
});
