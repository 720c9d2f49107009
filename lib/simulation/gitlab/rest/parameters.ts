import * as v from 'valibot';
import { type RestCall, RestRefusal } from './call.ts';

/** GitLab takes parameters from the query and the body alike. Refuses them with 400 if they are not right. */
export function parametersOf<S extends v.GenericSchema>(
  { query, body }: Pick<RestCall, 'query' | 'body'>,
  schema: S,
): v.InferOutput<S> {
  const parsed = v.safeParse(schema, { ...Object.fromEntries(query), ...body });
  if (parsed.success) return parsed.output;
  const keys = parsed.issues.map((issue) => `${v.getDotPath(issue)} is invalid`);
  throw new RestRefusal(400, `Bad request - ${[...new Set(keys)].join(', ')}`);
}

/** In a form all values are text. */
export const Flag = v.union([
  v.boolean(),
  v.pipe(
    v.picklist(['true', 'false', '1', '0']),
    v.transform((text) => text === 'true' || text === '1'),
  ),
]);

export const IdParameter = v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.safeInteger());

/** A list, or the same with commas. */
export const TagList = v.union([
  v.array(v.string()),
  v.pipe(
    v.string(),
    v.transform((text) =>
      text
        .split(',')
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ''),
    ),
  ),
]);
