import * as v from 'valibot';

/** What GitLab's webhooks and its API tell of a job, as values that can be kept. */

export const Id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** As seconds. GitLab writes `2026-11-20T10:41:37.886Z`; until 17 it wrote `2026-11-20 10:41:37 UTC`. */
export const Time = v.pipe(
  v.string(),
  v.transform((text) => Date.parse(text) / 1000),
  v.finite(),
);

/** Seconds that are none to anybody. */
const LEAST = 1e-9;

/** DynamoDB keeps no number beyond 10^126 or closer to 0 than 10^-130, and no job waits or runs for 30 years. */
export const Seconds = v.pipe(
  v.number(),
  v.minValue(0),
  v.maxValue(1e9),
  v.transform((seconds) => (seconds < LEAST ? 0 : seconds)),
);

/**
 * What is told beside what job it is and how far it has come. Clocks that differ make a negative wait, and other versions
 * of GitLab other figures: none is worth losing the job for.
 */
export function ifSound<S extends v.GenericSchema>(schema: S) {
  return v.fallback(v.nullish(schema), undefined);
}

/** A text for people, as much of it as is kept. No half of a character is: a table takes well-formed texts. */
export function shown(most: number) {
  return ifSound(
    v.pipe(
      v.string(),
      v.minLength(1),
      v.transform((text) => text.slice(0, most).toWellFormed()),
    ),
  );
}
