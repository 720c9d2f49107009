/**
 * @import { Model } from '../model/model.js'
 * @import { WeekSpan } from '../../dashboard/week.ts'
 */
import { element, fill, make } from '../parts/dom.js';
import { windowSeconds } from './time-window.js';

/** Bands behind the timeline: when a period's rules hold. Only for one runner; those of several would overlap. */
/** @param {Model} model @param {number} now */
export function showBands({ weeks }, now) {
  const [week] = weeks.length === 1 ? weeks : [];
  const from = now - windowSeconds();
  const spans = (week?.days ?? [])
    .flatMap(({ spans }) => spans)
    .filter((span) => span.period !== null && span.from < now && span.to > from);
  const bands = spans.map((span) => ({
    ...span,
    from: Math.max(span.from, from),
    to: Math.min(span.to, now),
  }));
  fill(
    element('bands'),
    bands.map(({ from: begin, to, idleTime }) => [Math.round(begin - from), Math.round(to - from), idleTime]),
    () => bands.map((band) => bandOf(band, from)),
  );
}

/** @param {WeekSpan} span @param {number} begin */
function bandOf({ from, to, idleTime, idleCount }, begin) {
  const text = `period: IdleCount ${idleCount}, IdleTime ${idleTime} s`;
  const band = make('div', { className: 'band' }, [make('span', { text })]);
  band.style.setProperty('--left', `${(from - begin) / windowSeconds()}`);
  band.style.setProperty('--width', `${(to - from) / windowSeconds()}`);
  return band;
}
