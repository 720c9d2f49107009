/** @import { Model } from '../model/model.js' */

import { duration, localTimes, timeOf } from '../model/format.js';
import { instanceUrl } from '../model/links.js';
import { element, fill, link, row } from '../parts/dom.js';

const MOST_ROWS = 200;
const table = /** @type {HTMLDetailsElement} */ (element('as-table'));

/** The timeline as a table, the newest first; written only while it is open. */
/** @param {Model} model @param {number} now */
export function showMachineTable(model, now) {
  if (!table.open) return;
  const stays = [...model.lanes.values()]
    .flatMap((lane) => lane.stays.map((stay) => ({ lane, stay })))
    .sort((one, other) => other.stay.from - one.stay.from || other.stay.n - one.stay.n)
    .slice(0, MOST_ROWS);
  const rows = stays.map(({ lane, stay }) => ({
    url: model.hasControls ? null : instanceUrl(lane, model.runners),
    state: stay.state,
    cells: {
      machine: lane.name,
      state: stay.state,
      from: timeOf(stay.from),
      for: duration((stay.to ?? now) - stay.from),
      job: stay.jobs.map(({ name, id }) => `${name} #${id}`).join(', '),
      builds: `${lane.builds}`,
      why: localTimes(stay.reason, stay.from),
    },
  }));
  const body = table.querySelector('tbody');
  if (body !== null) fill(body, rows, () => rows.map(rowOf));
}

/** @param {{ url: string | null, state: string, cells: Readonly<Record<string, string>> }} line */
function rowOf({ url, state, cells }) {
  const shown = Object.entries(cells).map(([name, text]) => ({
    name,
    content: [name === 'machine' ? link(text, url) : text],
  }));
  return row(shown, { state });
}
