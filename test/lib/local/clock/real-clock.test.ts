import { RealClock } from '../../../../lib/local/clock/real-clock.ts';

const { jest } = import.meta;
const HOUR = 3600;

let clock: RealClock;
const errors: unknown[] = [];
beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
  clock = new RealClock(1, (error) => errors.push(error));
});
afterEach(async () => {
  await clock.stop();
  jest.useRealTimers();
});

/** Notes at what time of the clock each task ran. */
function note(seconds: number, times: number[]): void {
  clock.after(seconds, () => void times.push(clock.now()));
}

test('tasks run at their time, even if the speed changes', async () => {
  const times: number[] = [];
  note(30, times);
  note(90, times);
  await jest.advanceTimersByTimeAsync(10_000);
  clock.setSpeed(10);
  await jest.advanceTimersByTimeAsync(2000);
  expect(times).toEqual([30]);
  clock.setSpeed(1);
  await jest.advanceTimersByTimeAsync(59_000);
  expect(times).toEqual([30]);
  await jest.advanceTimersByTimeAsync(1000);
  expect(times).toEqual([30, 90]);
  expect(clock.now()).toBe(90);
});

test('a jump runs everything that is due until then, in order, each at its time', async () => {
  const times: number[] = [];
  const start = clock.now();
  const tick = (): void => {
    times.push(Math.round(clock.now() - start));
    clock.after(HOUR, tick);
  };
  clock.after(HOUR, tick);
  clock.after(HOUR, () => Promise.reject(new Error('a task that fails')));
  const jump = clock.jumpTo(start + 3 * HOUR);
  expect(clock.isJumping).toBe(true);
  expect(await clock.jumpTo(start + HOUR)).toBe(false);
  expect(await jump).toBe(true);
  expect(times).toEqual([HOUR, 2 * HOUR, 3 * HOUR]);
  expect(errors).toEqual([new Error('a task that fails')]);
  expect(clock.now() - start).toBeGreaterThanOrEqual(3 * HOUR);
  expect(clock.isJumping).toBe(false);
});

test('the computer’s own delay is not multiplied by the speed', async () => {
  clock.setSpeed(600);
  const times: number[] = [];
  clock.after(300, async () => {
    times.push(clock.now());
    await new Promise((resolve) => setTimeout(resolve, 200));
    times.push(clock.now());
    clock.after(60, () => void times.push(clock.now()));
  });
  await jest.advanceTimersByTimeAsync(2000);
  expect(times.map((time) => Math.round(time * 10) / 10)).toEqual([300, 300.2, 360.2]);
  expect(clock.now()).toBeGreaterThan(600);
});

test('a stopped clock starts nothing more', async () => {
  const times: number[] = [];
  note(1, times);
  await clock.stop();
  note(1, times);
  await jest.advanceTimersByTimeAsync(5000);
  expect(times).toEqual([]);
});
