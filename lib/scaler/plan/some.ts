/** A count for people: `1 machine`, `2 machines`. */
export function some(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
