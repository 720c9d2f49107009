/** A table's own value: what all objects have, such as `constructor`, is none. For names that people write. */
export function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
