import { Budget } from '../../../../lib/scaler/calls/budget.ts';

let now = 0;
const clock = { now: () => now };
beforeEach(() => {
  now = 1000;
});

test('is used up when its time is over', () => {
  const budget = new Budget(clock, 10);
  now += 9;
  expect(budget.isUsedUp()).toBe(false);
  now += 1;
  expect(budget.isUsedUp()).toBe(true);
});

test('or when its calls are made', () => {
  const budget = new Budget(clock, 10, 2);
  budget.spend();
  expect(budget.isUsedUp()).toBe(false);
  budget.spend();
  expect(budget.isUsedUp()).toBe(true);
});

test('a part spends of the whole, and is over with it', () => {
  const whole = new Budget(clock, 10, 2);
  const part = whole.part(5);
  part.spend();
  part.spend();
  expect([part.isUsedUp(), whole.isUsedUp()]).toEqual([true, true]);
});

test('a part may be over before the whole, and never after it', () => {
  const whole = new Budget(clock, 10);
  const [short, long] = [whole.part(5), whole.part(50)];
  now += 5;
  expect([short.isUsedUp(), long.isUsedUp(), whole.isUsedUp()]).toEqual([true, false, false]);
  now += 5;
  expect(long.isUsedUp()).toBe(true);
});
