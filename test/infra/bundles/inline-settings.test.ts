import { literal } from '../../../infra/bundles/inline-settings.ts';

describe('settings as source code', () => {
  const evaluate = (code: string) => new Function(`return ${code}`)();

  test.each([
    ['texts that would end a string', { text: 'a "quoted"\nline `$` </script>\u2028' }],
    ['dates', { at: new Date('2026-01-02T03:04:05Z') }],
    ['integers of 64 bits', { big: 9_007_199_254_740_993n }],
    ['numbers that JSON does not have', [Number.POSITIVE_INFINITY, -0.5]],
    ['lists and tables in each other', { list: [{ a: [] }, { 'b c': {} }], yes: true }],
  ])('keep %s', (_what, value) => {
    expect(evaluate(literal(value))).toEqual(value);
  });

  test('leave out what is undefined', () => {
    expect(evaluate(literal({ kept: 1, gone: undefined }))).toStrictEqual({ kept: 1 });
  });
});
