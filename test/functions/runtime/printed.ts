type Lines = readonly Record<string, unknown>[];

/** The lines of JSON that are printed while it runs: what CloudWatch would read. */
export function printedBy(action: () => void): Lines {
  const printed = capture();
  try {
    action();
  } finally {
    printed.stop();
  }
  return printed.lines();
}

export async function printedDuring(action: () => Promise<unknown>): Promise<Lines> {
  const printed = capture();
  try {
    await action();
  } finally {
    printed.stop();
  }
  return printed.lines();
}

function capture() {
  const lines: string[] = [];
  const { stdout, stderr } = process;
  const writes = [stdout.write, stderr.write] as const;
  stdout.write = (line: string | Uint8Array) => lines.push(String(line)) > 0;
  stderr.write = stdout.write;
  return {
    stop: () => {
      [stdout.write, stderr.write] = writes;
    },
    lines: (): Lines => lines.map((line) => JSON.parse(line)),
  };
}
