import { readFileSync } from 'node:fs';
import { readConfig } from '../../../lib/config/read.ts';

const seed = readFileSync('config.toml', 'utf8');
const read = (lines: string) =>
  readConfig(`${seed}\n  [runners.bastionless]\n${lines}`, 'config.toml').runners[0]?.lookahead;

test.each([
  ['', { isOn: true, budget: 0.05 }],
  ['lookahead = false', { isOn: false, budget: 0.05 }],
  ['lookahead_budget = 0', { isOn: true, budget: 0 }],
  ['lookahead_budget = 12.5', { isOn: true, budget: 0.125 }],
])('[runners.bastionless] with %j', (lines, expected) => {
  expect(read(lines)).toEqual(expected);
});

test.each([
  ['lookahead = "no"', /lookahead: must be true or false/],
  ['lookahead_budget = 101', /lookahead_budget: must be a share of 100/],
  ['lookahead_budget = -1', /lookahead_budget: must be a share of 100/],
])('%s is refused', (lines, message) => {
  expect(() => read(lines)).toThrow(message);
});
