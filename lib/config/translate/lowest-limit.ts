/** The lower of two limits; 0 is no limit. */
export function lowestLimit(one: number, other: number): number {
  return one === 0 || other === 0 ? Math.max(one, other) : Math.min(one, other);
}
