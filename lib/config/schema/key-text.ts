import * as v from 'valibot';

/**
 * What becomes of a key of config.toml, and what it means. It stands beside the key in its schema, so that `check` and
 * docs/configuration.md say the same.
 */
export interface KeyText {
  readonly verdict: 'honoured' | 'replaced' | 'ignored';
  readonly means: string;
  /** What GitLab Runner makes of it, where that is something else. */
  readonly inRunner?: string;
}

const metadata =
  (verdict: KeyText['verdict']) =>
  <Input>(means: string, inRunner?: string) =>
    v.metadata<Input, { readonly text: KeyText }>({
      text: { verdict, means, ...(inRunner !== undefined && { inRunner }) },
    });

export const honoured = metadata('honoured');
export const replaced = metadata('replaced');
export const ignored = metadata('ignored');

/** A key that may be left out, what it means, and what holds then. */
export function key<const S extends v.GenericSchema>(
  schema: S,
  means: string,
): v.OptionalSchema<Described<S>, undefined>;
export function key<const S extends v.GenericSchema, const D extends v.InferInput<S>>(
  schema: S,
  means: string,
  byDefault: D,
  inRunner?: string,
): v.OptionalSchema<Described<S>, D>;
export function key(schema: v.GenericSchema, means: string, byDefault?: unknown, inRunner?: string): unknown {
  return v.optional(v.pipe(schema, honoured(means, inRunner)), byDefault);
}

type Described<S extends v.GenericSchema> = v.SchemaWithPipe<
  readonly [S, v.MetadataAction<v.InferOutput<S>, { readonly text: KeyText }>]
>;

/** What a table with these keys holds. */
export type EntryOf<Keys extends v.ObjectEntries> = v.InferOutput<v.ObjectSchema<Keys, undefined>>;

/** A schema of whatever kind, as far as it is looked into for its texts. */
export interface AnySchema {
  readonly type: string;
  /** Of an optional key. */
  readonly wrapped?: AnySchema;
  readonly default?: unknown;
  /** Of a list. */
  readonly item?: AnySchema;
  /** Of a table whose keys are the user's names: what each holds. */
  readonly value?: AnySchema;
  /** Of a table. */
  readonly entries?: Readonly<Record<string, AnySchema>>;
  /** Of what may be one of several tables. */
  readonly options?: readonly AnySchema[];
}

/** The schema at a path, or undefined if it knows no such key. */
export function schemaAt(schema: AnySchema, path: readonly (string | number)[]): AnySchema | undefined {
  const [step, ...rest] = path;
  const bare = schema.wrapped ?? schema;
  if (step === undefined) return schema;
  if (bare.options !== undefined) {
    return bare.options.map((option) => schemaAt(option, path)).find((found) => found !== undefined);
  }
  const next = typeof step === 'number' ? bare.item : (bare.entries?.[step] ?? bare.value);
  return next === undefined ? undefined : schemaAt(next, rest);
}

/** The names of the keys of a table; none if it has no table there, or one of the user's own keys. */
export const keysOf = (schema: AnySchema | undefined): string[] =>
  Object.keys(schema?.wrapped?.entries ?? schema?.entries ?? {});

export function textOf(schema: AnySchema): KeyText | undefined {
  const bare = (schema.wrapped ?? schema) as v.GenericSchema;
  return v.getMetadata(bare)['text'] as KeyText | undefined;
}
