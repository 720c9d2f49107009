export const tableHead = (...columns: string[]): string[] => [
  row(...columns),
  row(...columns.map(() => '---')),
];

/** One line of a table in Markdown; a `|` in a cell would end it. */
export function row(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`.replaceAll('|  |', '| |');
}
