/** Columns of a terminal where none tells its own: a file, a log of CI. */
const USUAL_WIDTH = 80;
/** Longer lines are hard to read. */
const MOST_WIDTH = 120;
const LEAST_WIDTH = 40;

/** Columns that lines may have: the terminal's, or what COLUMNS says. */
export function lineWidth(): number {
  const said = Number(process.env['COLUMNS']);
  const width = process.stdout.columns ?? (Number.isInteger(said) && said > 0 ? said : USUAL_WIDTH);
  return Math.max(LEAST_WIDTH, Math.min(width, MOST_WIDTH));
}

/** A text in lines of the terminal's width, the first after `first`, the others after `others`. No word is parted. */
export function filled(text: string, first: string, others: string): string {
  const width = lineWidth();
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(/\s+/)) {
    const isFirst = line === first || line === others;
    if (!isFirst && line.length + 1 + word.length > width) {
      lines.push(line);
      line = others;
    }
    line += line === first || line === others ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
