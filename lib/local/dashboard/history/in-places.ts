/** A job in a place of its machine; the first place is 0. */
export interface InPlace {
  readonly id: number;
  readonly place: number;
}

/**
 * The place of each job of a machine, by its id: the one that it had, else the first free one, the older jobs first.
 * Which of a machine's gitlab-runners runs a job is not known: the place is only where people see the job while
 * it runs.
 */
export function inPlaces(before: readonly InPlace[], ids: readonly number[]): ReadonlyMap<number, number> {
  const places = new Map(
    before.filter(({ id }) => ids.includes(id)).map(({ id, place }) => [id, place] as const),
  );
  const taken = new Set(places.values());
  for (const id of ids.toSorted((one, other) => one - other)) {
    if (places.has(id)) continue;
    const place = firstFree(taken);
    places.set(id, place);
    taken.add(place);
  }
  return places;
}

function firstFree(taken: ReadonlySet<number>): number {
  let place = 0;
  while (taken.has(place)) place += 1;
  return place;
}
