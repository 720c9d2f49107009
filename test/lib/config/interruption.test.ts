import { readFileSync } from 'node:fs';
import { readConfig } from '../../../lib/config/read.ts';
import { verdictOf } from '../../../lib/config/verdicts.ts';
import { anInterruptionSection } from '../../builders/settings.ts';

const seed = readFileSync('config.toml', 'utf8');
const read = (lines: string) =>
  readConfig(`${seed}\n  [runners.bastionless]\n${lines}`, 'config.toml').runners[0]?.interruption;

test('without a word in [runners.bastionless] a lost job is retried twice', () => {
  expect(read('')).toEqual(anInterruptionSection());
});

test('each key is read', () => {
  const lines = [
    'replace_on_rebalance = true',
    'retry_interrupted = false',
    'retry_limit = 0',
    'retry_except_tags = ["deploy"]',
    'retry_except_environments = ["production", "review/*", "*"]',
  ];
  expect(read(lines.join('\n'))).toEqual({
    replaceOnRebalance: true,
    retry: false,
    retryLimit: 0,
    exceptTags: ['deploy'],
    exceptEnvironments: ['production', 'review/*', '*'],
  });
});

test.each([
  ['replace_on_rebalance = "yes"', 'replace_on_rebalance: must be true or false'],
  ['retry_interrupted = 1', 'retry_interrupted: must be true or false'],
  ['retry_limit = -1', 'retry_limit: must be a whole number, 0 or more'],
  ['retry_except_tags = "deploy"', 'retry_except_tags: must be a list of texts'],
  ['retry_except_tags = [""]', 'retry_except_tags[0]: must not be empty'],
  ['retry_except_environments = "x"', 'retry_except_environments: must be a list of environments'],
  [
    'retry_except_environments = ["*/x"]',
    'retry_except_environments[0]: must be the name of an environment; a * may stand at its end alone',
  ],
  ['retry_interupted = true', 'retry_interupted: is not a key of [runners.bastionless] that is known'],
])('%s is refused by its name', (line, message) => {
  expect(() => read(line)).toThrow(`runners[0].bastionless.${message}`);
});

test('each key has a verdict', () => {
  const at = (key: string) => verdictOf(['runners', 0, 'bastionless', key], 1);
  expect(at('retry_limit')).toMatchObject({ verdict: 'honoured', note: expect.stringContaining('lost') });
  expect(at('replace_on_rebalance')).toMatchObject({ note: expect.stringContaining('replaced') });
});
