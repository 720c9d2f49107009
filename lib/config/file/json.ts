/** A JSON object from a text. `file` is what errors call it. Throws Error if it is something else. */
export function parseJsonObject(text: string, file: string): object {
  const value = parse(text, file);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  const found = Array.isArray(value) ? 'a list' : String(value);
  throw new Error(`${file}: it must hold a JSON object, {…} (it is ${found})`);
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: it is not JSON: ${(error as Error).message.replaceAll(/\s+/g, ' ')}`);
  }
}

/** What a valibot object says of a key: for its `message`. */
export function keyComplaint({ expected }: { readonly expected: string | null }): string {
  if (expected === 'Object') return 'must be an object, {…}';
  return expected === 'never' ? 'is not a known key' : 'is missing';
}
