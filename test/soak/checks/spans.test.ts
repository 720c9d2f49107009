import { type Span, secondsOutside } from './spans.ts';

const span = (from: number, to: number): Span => ({ from, to });
const NONE = { most: 0, until: 0 };

test.each<[string, Span[], Span[], typeof NONE, number]>([
  ['all of one', [span(0, 10)], [], NONE, 10],
  ['two at a time count twice', [span(0, 10), span(5, 10)], [], NONE, 15],
  ['what falls into others does not count', [span(0, 10)], [span(2, 4), span(3, 5)], NONE, 7],
  ['nor one at a time, until then', [span(0, 10), span(0, 4)], [], { most: 1, until: 6 }, 8],
  ['others may reach beyond', [span(5, 10)], [span(0, 7)], { most: 1, until: 3 }, 3],
  ['none', [], [span(0, 10)], { most: 1, until: 5 }, 0],
])('%s', (_, spans, others, free, seconds) => {
  expect(secondsOutside(spans, others, free)).toBe(seconds);
});
