import fc from 'fast-check';
import { answerOf, readAnswer } from '../../../lib/machine/answer.ts';

const CONFIG = 'concurrent = 1\n\n[[runners]]\nname = "m-1"\n';

test('an answer is a line of quoted arguments, and then config.toml', () => {
  expect(answerOf({ config: CONFIG, arguments: ['--runner', 'm 1', '100%', '$HOME'] })).toBe(
    `"--runner" "m 1" "100%%" "$$HOME"\n${CONFIG}`,
  );
});

test('what is read of it is what was written, whatever that is', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), fc.string(), (words, config) => {
      const registration = { config, arguments: words };
      expect(readAnswer(answerOf(registration))).toEqual(registration);
    }),
  );
});
