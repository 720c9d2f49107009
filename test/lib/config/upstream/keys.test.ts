import { readFileSync } from 'node:fs';
import type { Kind } from '../../../../lib/config/upstream/kinds.ts';
import { lookUp } from '../../../../lib/config/upstream/lookup.ts';

/** What the real GitLab Runner 19.4 prints of itself, by `keys` of test/rehearsal/real-runner. */
const KEYS = readFileSync('test/fixtures/gitlab-runner-keys.txt', 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(' ') as [path: string, type: string]);

/** Go's types, as we call them. Those that are not here are tables. */
const KINDS: Readonly<Record<string, Kind>> = {
  string: 'text',
  'cacheconfig.S3AuthType': 'text',
  bool: 'truth',
  int: 'integer',
  int64: 'integer',
  'time.Duration': 'duration',
  'time.Time': 'time',
  '[]string': 'texts',
  '[]float64': 'numbers',
  'map[string]string': 'texts by name',
  'common.DockerSysCtls': 'texts by name',
  'common.Labels': 'labels',
  'map[string]bool': 'truths by name',
  'map[string][]string': 'lists by name',
  'common.StringOrArray': 'pull policy',
  '[]spec.PullPolicy': 'pull policies',
  '[]common.Service': 'tables',
};

/** Of texts that GitLab Runner reads as more, when it needs them. */
const READ_LATER: readonly Kind[] = ['bytes', 'CPUs'];

test.each(KEYS)('%s of GitLab Runner is known, and is a %s', (path, type) => {
  const found = lookUp(path.split('.'));
  expect(found.kind).not.toBe('Unknown');
  if (found.kind === 'Key' && found.key.fate === 'passed on' && found.depth === path.split('.').length)
    expect(READ_LATER.includes(found.key.kind) ? 'text' : found.key.kind).toBe(KINDS[type]);
});
