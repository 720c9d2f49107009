/**
 * A copy, of plain data, that nobody can change; what is frozen already is taken to be one. Much faster than structuredClone
 * for what is small.
 */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozen)) as T;
  const copy: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) copy[key] = frozen(part);
  return Object.freeze(copy) as T;
}
