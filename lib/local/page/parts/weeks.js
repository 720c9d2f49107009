/**
 * @import { RunnerWeek, WeekDay, WeekSpan } from '../../dashboard/week.ts'
 * @import { Model } from '../model/model.js'
 */
import { element, fill, make } from './dom.js';

const HOURS = [0, 6, 12, 18, 24];

/** A strip for each day, in the time zone of the runner's periods, with now marked. @param {Model} model @param {number} now */
export function showWeeks({ weeks }, now) {
  fill(element('weeks'), weeks, () => weeks.map(weekOf));
  for (const strip of document.querySelectorAll('#weeks .strip'))
    showNow(/** @type {HTMLElement} */ (strip), now);
}

/** @param {HTMLElement} strip @param {number} now */
function showNow(strip, now) {
  const [from, to] = [Number(strip.dataset['from']), Number(strip.dataset['to'])];
  const marker = /** @type {HTMLElement | null} */ (strip.querySelector('.marker'));
  const isToday = now >= from && now < to;
  strip.parentElement?.classList.toggle('today', isToday);
  if (marker === null) return;
  marker.hidden = !isToday;
  marker.style.setProperty('--at', `${(now - from) / (to - from)}`);
}

/** @param {RunnerWeek} week */
function weekOf({ runner, timezone, days }) {
  const rules = rulesOf(days);
  const hours = make(
    'div',
    { className: 'hours' },
    HOURS.map((hour) => make('span', { text: `${hour}` })),
  );
  hours.ariaHidden = 'true';
  return make('figure', { className: 'week' }, [
    make('figcaption', {}, [
      make('b', { text: runner }),
      make('span', { text: timezone, className: 'aside' }),
    ]),
    make('div', { className: 'days' }, [...days.map((day) => dayOf(day, rules)), hours]),
    make('ul', { className: 'rules' }, rules.map(ruleOf)),
  ]);
}

/** Each rule of the week once: the base first, then the periods in order. */
/** @param {readonly WeekDay[]} days @returns {readonly WeekSpan[]} */
function rulesOf(days) {
  const spans = days
    .flatMap((day) => day.spans)
    .sort((one, other) => Number(one.period !== null) - Number(other.period !== null));
  return [...new Map(spans.map((span) => [nameOf(span), span])).values()];
}

/** @param {WeekSpan} span */
const nameOf = ({ period, idleCount, idleTime }) =>
  `${period === null ? 'outside all periods' : period}: IdleCount ${idleCount}, IdleTime ${idleTime} s`;

/** @param {WeekSpan} span @param {number} index */
function ruleOf({ period, idleCount, idleTime }, index) {
  return make('li', { data: { rule: `${index % 6}` } }, [
    period === null ? document.createTextNode('outside all periods') : make('code', { text: period }),
    make('span', { text: `IdleCount ${idleCount}, IdleTime ${idleTime} s`, className: 'aside' }),
  ]);
}

/** @param {WeekDay} day @param {readonly WeekSpan[]} rules */
function dayOf({ label, from, to, spans }, rules) {
  const strip = make('div', { className: 'strip', data: { from: `${from}`, to: `${to}` } });
  strip.role = 'img';
  strip.ariaLabel = spans
    .map((span) => `${hourOf(span.from, from)} to ${hourOf(span.to, from)} ${nameOf(span)}`)
    .join('; ');
  for (const span of spans) {
    const index = rules.findIndex((rule) => nameOf(rule) === nameOf(span));
    const part = make('span', { className: 'span', data: { rule: `${index % 6}` } });
    part.style.setProperty('--share', `${(span.to - span.from) / (to - from)}`);
    strip.append(part);
  }
  strip.append(make('span', { className: 'marker' }));
  return make('div', { className: 'day' }, [make('span', { text: label, className: 'name' }), strip]);
}

/** @param {number} time @param {number} midnight */
function hourOf(time, midnight) {
  const minutes = Math.round((time - midnight) / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
