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

export function textOf(schema: AnySchema): KeyText | undefined {
  const bare = (schema.wrapped ?? schema) as v.GenericSchema;
  return v.getMetadata(bare)['text'] as KeyText | undefined;
}
