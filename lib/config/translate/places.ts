/** A machine that may run so few jobs in all runs no more at once. */
export const placesWithin = (maxBuilds: number, places: number): number =>
  maxBuilds === 0 ? places : Math.min(places, maxBuilds);
