/**
 * The table's own value for a name that people wrote: what all objects have, such as `constructor`,
 * does not count.
 */
export function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
