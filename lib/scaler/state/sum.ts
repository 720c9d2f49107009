/** The sum of what each item counts. */
export function sumOf<T>(items: Iterable<T>, count: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += count(item);
  return total;
}

export const sum = (numbers: Iterable<number>): number => sumOf(numbers, (number) => number);
