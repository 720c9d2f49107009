/** @import { Model } from '../model/model.js' */
import './language.js';

import { countsOver } from '../model/counts.js';
import { some, timeOf } from '../model/format.js';
import { element } from '../parts/dom.js';
import uPlot from '../uPlot.esm.js';
import { namesWidth, windowSeconds } from './time-window.js';

const HEIGHT = 132;
const REDRAW_MS = 200;
/** Half the width of a label. */
const EDGE_PX = 20;

/** @type {uPlot | undefined} */
let chart;
let drawnAt = 0;
let axisWidth = 0;
const dark = matchMedia('(prefers-color-scheme: dark)');
dark.addEventListener('change', discard);
new ResizeObserver(resize).observe(element('chart'));

/** A chart keeps its colours for life: if they change, a new one is made. */
function discard() {
  chart?.destroy();
  chart = undefined;
  element('chart').replaceChildren();
}

function resize() {
  const width = element('chart').clientWidth;
  if (namesWidth() !== axisWidth) discard();
  else if (chart !== undefined && chart.width !== width) chart.setSize({ width, height: HEIGHT });
}

/** How many machines there were in each state, one on top of the other, and how many jobs waited. */
/** @param {Model} model @param {number} now */
export function showChart(model, now) {
  if (chart !== undefined && performance.now() - drawnAt < REDRAW_MS) return;
  drawnAt = performance.now();
  const window = { from: now - windowSeconds(), to: now };
  const { times, series } = countsOver(model.lanes.values(), model.jobs.values(), window);
  const { Used, Idle, Creating, Removing, waiting } = series;
  const idle = sums(Used, Idle);
  const creating = sums(idle, Creating);
  chart ??= makeChart();
  chart.setData([times, sums(creating, Removing), creating, idle, Used, withoutRest(waiting)], false);
  const most = Math.max(4, ...sums(creating, Removing), ...waiting);
  chart.batch(() => {
    chart?.setScale('x', { min: window.from, max: window.to });
    chart?.setScale('y', { min: 0, max: most * 1.08 });
  });
  const text = `Machines and waiting jobs over time: now ${some(model.machines().length, 'machine')} and ${some(model.waiting().length, 'job')} waiting.`;
  if (element('chart').ariaLabel !== text) element('chart').ariaLabel = text;
}

/** @param {readonly number[]} below @param {readonly number[]} above */
const sums = (below, above) => below.map((count, index) => count + (above[index] ?? 0));

/** A canvas knows no variables: what the colour of that name is now. @param {Element} box */
function colourIn(box) {
  const probe = box.appendChild(document.createElement('span'));
  return (/** @type {string} */ name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
}

/** A line along zero says nothing. @param {readonly number[]} counts */
const withoutRest = (counts) =>
  counts.map((count, index) => (count === 0 && (counts[index - 1] ?? 0) === 0 ? null : count));

/** None so near the edge that it would be cut. @param {uPlot} plot @param {readonly number[]} times */
const hours = (plot, times) => {
  const edge = plot.bbox.width / devicePixelRatio - EDGE_PX;
  const digits = (times[1] ?? 60) - (times[0] ?? 0) < 60 ? 8 : 5;
  return times.map((time) => (plot.valToPos(time, 'x') > edge ? '' : timeOf(time).slice(0, digits)));
};

function makeChart() {
  const box = element('chart');
  const colour = colourIn(box);
  axisWidth = namesWidth();
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const line = (/** @type {string} */ label, /** @type {string} */ name, /** @type {string} */ fill) => ({
    ...{ label, stroke: colour(name), width: fill === '' ? 2 : 0, points: { show: false } },
    ...(fill !== '' && { fill: colour(fill) }),
    ...(stepped !== undefined && { paths: stepped }),
  });
  const axis = {
    stroke: colour('quiet'),
    font: `12px ${getComputedStyle(box).fontFamily}`,
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
  };
  return new uPlot(
    {
      width: box.clientWidth,
      height: HEIGHT,
      padding: [16, 0, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: true, auto: false }, y: { auto: false } },
      axes: [
        { ...axis, size: 26, space: 80, values: hours },
        { ...axis, size: axisWidth, space: 24, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] },
      ],
      series: [
        {},
        line('Removing', 'removing', 'removing'),
        line('Creating', 'creating', 'creating'),
        line('Idle', 'idle', 'idle'),
        line('Used', 'used', 'used'),
        line('jobs waiting', 'waiting', ''),
      ],
    },
    [[], [], [], [], [], []],
    box,
  );
}
