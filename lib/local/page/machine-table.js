/** @import { Model } from './model.js' */
import { element, fill, row } from './dom.js';
import { duration, timeOf } from './format.js';

const MOST_ROWS = 200;
const table = /** @type {HTMLDetailsElement} */ (element('as-table'));

/** The timeline in words, the newest first; written only while somebody reads it. */
/** @param {Model} model @param {number} now */
export function showMachineTable(model, now) {
  if (!table.open) return;
  const stays = [...model.lanes.values()]
    .flatMap((lane) => lane.stays.map((stay) => ({ lane, stay })))
    .sort((one, other) => other.stay.from - one.stay.from || other.stay.n - one.stay.n)
    .slice(0, MOST_ROWS);
  const rows = stays.map(({ lane, stay }) => ({
    state: stay.state,
    cells: [
      lane.name,
      stay.state,
      timeOf(stay.from),
      duration((stay.to ?? now) - stay.from),
      stay.job === null ? '' : `${stay.job.name} #${stay.job.id}`,
      `${lane.builds}`,
      stay.reason,
    ],
  }));
  const body = table.querySelector('tbody');
  if (body !== null) fill(body, rows, () => rows.map(({ state, cells }) => row(cells, { state })));
}
