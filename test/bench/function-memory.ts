import { readFileSync } from 'node:fs';

/** Mebibytes that serverless.yml gives each function. Throws Error if it gives one none. */
export function functionMemory(names: readonly string[]): ReadonlyMap<string, number> {
  const text = readFileSync('serverless.yml', 'utf8');
  return new Map(
    names.map((name) => {
      const found = new RegExp(`^ {2}${name}:\\n(?: {4}.*\\n)*? {4}memorySize: (\\d+)$`, 'm').exec(text);
      if (found === null) throw new Error(`serverless.yml says no memorySize of ${name}`);
      return [name, Number(found[1])];
    }),
  );
}
