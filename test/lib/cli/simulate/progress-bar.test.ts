import { progressBar } from '../../../../lib/cli/simulate/progress-bar.ts';

const HIDDEN_CURSOR = '\u001B[?25l';
const NO_WRAPPING = '\u001B[?7l';

test('a bar changes nothing of the terminal that Ctrl-C would leave behind', () => {
  const { write, isTTY } = process.stderr;
  let text = '';
  process.stderr.isTTY = true;
  process.stderr.write = ((part: string) => {
    text += part;
    return true;
  }) as typeof write;
  const bar = progressBar();
  bar.show('bastionless', 0.5);
  bar.show('bastionless', 0.9);
  const shown = text;
  bar.stop();
  process.stderr.write = write;
  process.stderr.isTTY = isTTY;
  expect(shown).toContain('bastionless');
  expect(shown).not.toContain(HIDDEN_CURSOR);
  expect(shown).not.toContain(NO_WRAPPING);
});
