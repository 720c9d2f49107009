/** @import { Model } from '../model/model.js' */

import { element } from '../parts/dom.js';
import { showBands } from './bands.js';
import { showChart } from './chart.js';
import { showComing } from './coming.js';
import { showLanes } from './lanes.js';
import { showMachineTable } from './machine-table.js';
import { showStoryLines } from './story-lines.js';
import { BASE, fitWindow, windowSeconds } from './time-window.js';
import { showWhy } from './why.js';

/** What happened when: a chart, a lane for each machine, and what followed each interruption. */
/** @param {Model} model @param {number} now */
export function showTimeline(model, now) {
  const isEmpty = model.isEmpty();
  element('empty').hidden = !isEmpty;
  element('time').hidden = isEmpty;
  element('as-table').hidden = isEmpty;
  element('legend-ahead').hidden = ![...model.lanes.values()].some(({ isAhead }) => isAhead);
  element('no-machines').hidden = isEmpty || model.machines().length > 0;
  if (isEmpty) return;
  fitWindow(model, now);
  const time = element('time');
  time.style.setProperty('--span', `${windowSeconds()}`);
  time.style.setProperty('--now', `${now - BASE}`);
  showBands(model, now);
  showChart(model, now);
  showComing(model, now);
  showLanes(model, now);
  showStoryLines(model, now);
  showWhy(model, now);
  showMachineTable(model, now);
}
