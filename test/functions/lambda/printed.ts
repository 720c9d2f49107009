/** The lines of JSON that are printed while it runs: what CloudWatch would read. */
export function printedBy(action: () => void): readonly Record<string, unknown>[] {
  const lines: string[] = [];
  const { stdout, stderr } = process;
  const writes = [stdout.write, stderr.write] as const;
  stdout.write = (line: string | Uint8Array) => lines.push(String(line)) > 0;
  stderr.write = stdout.write;
  try {
    action();
  } finally {
    [stdout.write, stderr.write] = writes;
  }
  return lines.map((line) => JSON.parse(line));
}
