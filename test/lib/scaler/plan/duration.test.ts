import { duration } from '../../../../lib/scaler/plan/duration.ts';

test.each([
  [-1, '0 s'],
  [1.6, '1.6 s'],
  [9.96, '10.0 s'],
  [45.7, '45 s'],
  [119, '119 s'],
  [120, '2 min'],
  [125, '2 min 5 s'],
  [725, '12 min'],
  [7200, '2 h'],
  [12_000, '3 h 20 min'],
  [172_800, '2 days'],
])('%f seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
