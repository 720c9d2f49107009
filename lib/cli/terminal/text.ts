/** Longer lines are hard to read. */
const MOST_WIDTH = 120;
const LEAST_WIDTH = 40;

/**
 * Columns that lines may have: the terminal's, else what COLUMNS says. In a pipe or a file a line is as long as it is, so
 * that grep finds all of it.
 */
export function lineWidth(): number {
  const { columns, isTTY } = process.stdout;
  const width = isTTY ? columns : Number(process.env['COLUMNS']);
  return width > 0 ? Math.max(LEAST_WIDTH, Math.min(width, MOST_WIDTH)) : Number.POSITIVE_INFINITY;
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
