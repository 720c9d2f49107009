import { backOff } from '../../../../lib/scaler/calls/back-off.ts';

const always = (digit: string) => ({ hex: (digits: number) => digit.repeat(digits) });

test.each([
  [1, 20],
  [2, 40],
  [3, 80],
  [4, 160],
  [5, 240],
  [6, 240],
  [60, 240],
])('after %i tries it is asked again in %i s, or up to half of it later', (tries, least) => {
  expect(backOff(tries, always('0'))).toBe(least);
  expect(backOff(tries, always('f'))).toBeCloseTo(least * 1.5, 1);
});
