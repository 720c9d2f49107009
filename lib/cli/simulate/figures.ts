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

/** `1.6 s`, `45 s`, `12 min 30 s`, `3 h 20 min`. */
export function seconds(value: number): string {
  if (value < 10) return `${ONE_DIGIT.format(value)} s`;
  if (value < 120) return `${Math.round(value)} s`;
  if (value < 7200)
    return `${Math.floor(value / 60)} min${value < 600 ? ` ${Math.floor(value % 60)} s` : ''}`;
  const minutes = Math.floor((value % 3600) / 60);
  return `${Math.floor(value / 3600)} h${value < 86_400 && minutes > 0 ? ` ${minutes} min` : ''}`;
}
