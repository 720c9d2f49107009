/**
 * Times and amounts for people. Always in English, as the page is, whatever language the browser speaks, and always in
 * one time zone.
 */

let zone = Intl.DateTimeFormat('en').resolvedOptions().timeZone;
let formats = formatsIn(zone);

/** @param {string} timeZone */
function formatsIn(timeZone) {
  const time = /** @type {const} */ ({ hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone });
  return {
    time: new Intl.DateTimeFormat('en-GB', time),
    date: new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', ...time }),
    when: new Intl.DateTimeFormat('en-GB', {
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      timeZone,
    }),
  };
}

/** All times are told in it from now on; in the browser's own where there is none. @param {string | null} timeZone */
export function setTimeZone(timeZone) {
  zone = timeZone ?? Intl.DateTimeFormat('en').resolvedOptions().timeZone;
  try {
    formats = formatsIn(zone);
  } catch {
    // A browser knows other names than the server: better all times in UTC than no page.
    zone = 'UTC';
    formats = formatsIn(zone);
  }
}

export const timeZone = () => zone;

/** "21:19:50" @param {number} seconds since 1970 */
export const timeOf = (seconds) => formats.time.format(seconds * 1000);

/** "21:19" @param {number} seconds since 1970 */
export const minuteOf = (seconds) => timeOf(seconds).slice(0, 5);

/** "Tue, 24 Nov, 21:19:50" @param {number} seconds since 1970 */
export const dateOf = (seconds) => formats.date.format(seconds * 1000);

/** "Tue 22:00" @param {number} seconds since 1970 */
export const whenOf = (seconds) => formats.when.format(seconds * 1000).replace(',', '');

/** Reasons name times in UTC: here they are in the page's zone. @param {string} reason @param {number} near seconds since 1970 */
export function localTimes(reason, near) {
  return reason.replace(/(?:(\d{4}-\d\d-\d\d)T|\b)(\d\d:\d\d)(:\d\d)?Z/g, (told, day, minutes, seconds) => {
    const date = day ?? new Date(near * 1000).toISOString().slice(0, 10);
    const time = Date.parse(`${date}T${minutes}${seconds ?? ':00'}Z`) / 1000;
    return Number.isNaN(time) ? told : seconds === undefined ? minuteOf(time) : timeOf(time);
  });
}

const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];

/** As everywhere, in whole seconds: "42 s", "3 min 5 s", "2 h 7 min" @param {number} seconds */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 2 * MINUTE) return `${whole} s`;
  if (whole < 2 * HOUR) return inTwo(whole, MINUTE, 'min', whole < 10 * MINUTE ? 's' : '');
  if (whole < 2 * DAY) return inTwo(whole, HOUR, 'h', 'min');
  return some(Math.floor(whole / DAY), 'day');
}

/** So many of a unit, and of the next smaller one. */
/** @param {number} seconds @param {number} unit @param {string} name @param {string} smaller */
function inTwo(seconds, unit, name, smaller) {
  const rest = Math.floor((seconds % unit) / (unit / 60));
  return `${Math.floor(seconds / unit)} ${name}${smaller === '' || rest === 0 ? '' : ` ${rest} ${smaller}`}`;
}

/** "1 machine", "no job" @param {number} count @param {string} thing */
export const some = (count, thing) => `${count === 0 ? 'no' : count} ${thing}${count > 1 ? 's' : ''}`;

/** "$0.30", "$0.004" @param {number} amount */
export const dollars = (amount) => `$${amount.toFixed(3).replace(/(?<=\.\d\d)0$/, '')}`;

/** "$0.0004": what one job costs. @param {number} amount */
export const smallDollars = (amount) => `$${amount.toFixed(amount < 0.1 ? 4 : 2)}`;

/** What tells machines of one pattern apart. @param {string} name */
export const shortName = (name) => name.slice(name.lastIndexOf('-') + 1);
