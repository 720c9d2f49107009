import type { Faults } from './faults.ts';

/** A world in which nothing goes wrong. */
export const NO_FAULTS: Faults = {
  strikes: () => false,
  amount: (_, __, least) => least,
};
