/** A Tuesday. */
export const START = Date.parse('2026-11-24T09:00:00Z') / 1000;
/** Seconds for which things go wrong, and jobs are pushed. */
export const STORM_SECONDS = 3600;
export const CALM_FROM = START + STORM_SECONDS;
/** IdleCount holds while faults do, and no longer: afterwards nothing is to be left. */
export const STORM_PERIOD = '* 9 * * *';
