/** Figures for people, the same in the terminal and on the page. */

const COUNT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const ONE_DIGIT = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const CENTS = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const countText = (count: number): string => COUNT.format(count);

export const hoursText = (hours: number): string => ONE_DIGIT.format(hours);

/** A dash for nothing; what is something and rounds to no cents says so. */
export function dollars(amount: number): string {
  if (amount === 0) return '–';
  if (amount > 0 && amount < 0.005) return '< $0.01';
  return `$${CENTS.format(amount)}`;
}
