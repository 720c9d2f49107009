/** Times and amounts for people. */

const clockTime = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dateAndTime = new Intl.DateTimeFormat('en-GB', {
  ...{ weekday: 'short', day: 'numeric', month: 'short' },
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
});

/** @param {number} seconds since 1970 */
export const timeOf = (seconds) => clockTime.format(seconds * 1000);

/** @param {number} seconds since 1970 */
export const dateOf = (seconds) => dateAndTime.format(seconds * 1000);

/** "42 s", "3 min 05 s", "2 h 07 min" @param {number} seconds */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [minutes, hours] = [Math.floor(whole / 60), Math.floor(whole / 3600)];
  const two = (/** @type {number} */ count) => String(count).padStart(2, '0');
  if (hours > 0) return `${hours} h ${two(minutes % 60)} min`;
  return minutes > 0 ? `${minutes} min ${two(whole % 60)} s` : `${whole} s`;
}

/** @param {number} count @param {string} thing */
export const some = (count, thing) => `${count} ${thing}${count === 1 ? '' : 's'}`;

/** What tells machines of one pattern apart. @param {string} name */
export const shortName = (name) => name.slice(name.lastIndexOf('-') + 1);
