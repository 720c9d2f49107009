import { Config } from '../../../lib/config/schema/config.ts';
import { type AnySchema, textOf } from '../../../lib/config/schema/key-text.ts';

test('every known key says what it means', () => {
  expect(silentKeys('', Config as unknown as AnySchema)).toEqual([]);
});

/** Keys that hold a value and have no text. */
function silentKeys(path: string, schema: AnySchema): string[] {
  const { item, value, entries, options } = schema.wrapped ?? schema;
  if (value?.entries !== undefined) return silentKeys(`${path}.NAME`, value);
  const isTable = entries !== undefined || options !== undefined;
  const isTables = item?.entries !== undefined || item?.options !== undefined;
  if (isTables) return silentKeys(path, item);
  if (!isTable) return textOf(schema) === undefined ? [path] : [];
  const inner = Object.entries(entries ?? {}).flatMap(([key, value]) => silentKeys(`${path}.${key}`, value));
  return [...inner, ...(options ?? []).flatMap((option) => silentKeys(path, option))];
}
