import type { Context } from 'hono';
import * as v from 'valibot';
import { refusal } from './refusal.ts';

/** GitLab takes parameters from the query, a form or JSON alike. Ends the request with 400 if they are not right. */
export async function parametersOf<S extends v.GenericSchema>(
  context: Context,
  schema: S,
): Promise<v.InferOutput<S>> {
  const parsed = v.safeParse(schema, { ...context.req.query(), ...(await bodyOf(context)) });
  if (parsed.success) return parsed.output;
  const keys = parsed.issues.map((issue) => `${v.getDotPath(issue)} is invalid`);
  throw refusal(400, `Bad request - ${[...new Set(keys)].join(', ')}`);
}

async function bodyOf({ req }: Context): Promise<object> {
  const type = req.header('content-type') ?? '';
  if (!type.includes('json')) return req.parseBody();
  const text = await req.text();
  if (text === '') return {};
  try {
    return Object(JSON.parse(text));
  } catch {
    throw refusal(400, 'Bad request - the body is not JSON');
  }
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
