import * as v from 'valibot';

/** An item as the document client hands it over. */
export type Item = Readonly<Record<string, unknown>>;

/**
 * The item as the schema says, without what only the table needs. Throws an Error that names the item's key if
 * it is something else.
 */
export function readItem<T>(schema: v.GenericSchema<unknown, T>, item: Item): T {
  const result = v.safeParse(schema, item);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'item'}: ${issue.message}`);
  throw new Error(`the record ${item['pk']} ${item['sk']} cannot be read: ${problems.join('; ')}`);
}
