/**
 * The shortest part of a list that still fails, in that taking away any one item of it makes it pass: delta debugging.
 * https://www.st.cs.uni-saarland.de/papers/tse2002/tse2002.pdf
 *
 * @param fails of all items it must be true
 * @param tries after which what is left is enough
 */
export async function shrink<T>(
  items: readonly T[],
  fails: (part: readonly T[]) => Promise<boolean>,
  tries = Number.POSITIVE_INFINITY,
): Promise<readonly T[]> {
  let made = 0;
  const stillFails = (part: readonly T[]): Promise<boolean> => {
    made += 1;
    return fails(part);
  };
  if (await stillFails([])) return [];
  let left = items;
  let parts = 2;
  while (left.length > 1 && made < tries) {
    const smaller = await firstFailing(candidates(left, parts), stillFails);
    if (smaller !== undefined) {
      // A part may be cut again in two; of what is left without a part, the other parts stay as they were.
      parts = smaller.isPart ? 2 : Math.max(parts - 1, 2);
      left = smaller.items;
    } else if (parts < left.length) {
      parts = Math.min(parts * 2, left.length);
    } else {
      return left;
    }
  }
  return left;
}

interface Candidate<T> {
  readonly items: readonly T[];
  readonly isPart: boolean;
}

/** Each part of the list by itself, then the list without each. */
function candidates<T>(items: readonly T[], parts: number): Candidate<T>[] {
  const size = Math.ceil(items.length / parts);
  const starts = Array.from({ length: Math.ceil(items.length / size) }, (_, index) => index * size);
  const alone = starts.map((start) => ({ items: items.slice(start, start + size), isPart: true }));
  const without = starts.map((start) => ({ items: items.toSpliced(start, size), isPart: false }));
  return parts === 2 ? alone : [...alone, ...without];
}

async function firstFailing<T>(
  tried: readonly Candidate<T>[],
  fails: (part: readonly T[]) => Promise<boolean>,
): Promise<Candidate<T> | undefined> {
  for (const candidate of tried) if (await fails(candidate.items)) return candidate;
  return undefined;
}
