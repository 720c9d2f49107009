/** Lines of a shell script that write a file. */
export const fileLines = (path: string, lines: readonly string[]): string[] => [
  `mkdir -p ${path.slice(0, path.lastIndexOf('/'))}`,
  `cat >${path} <<'END'`,
  ...lines,
  'END',
];
