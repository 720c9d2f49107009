import { announce } from './announcer.js';
import { showChart } from './chart.js';
import { setUpControls, showControls } from './controls.js';
import { showDecisions } from './decisions.js';
import { listen } from './feed.js';
import { showFigures } from './figures.js';
import { showConnection, showHead } from './head.js';
import { showJobs } from './jobs.js';
import { showLanes } from './lanes.js';
import { showMachineTable } from './machine-table.js';
import { Model } from './model.js';
import { showWhy } from './stay-text.js';
import { chooseWindow } from './time-window.js';
import { showWeeks } from './weeks.js';
import { WorldClock } from './world-clock.js';

const REFRESH_MS = 250;

const model = new Model();
const clock = new WorldClock();
let isDue = false;

function show() {
  isDue = false;
  if (!model.isKnown) return;
  const now = clock.now();
  model.forget(now);
  showHead(model, now);
  showControls(model, now);
  showFigures(model, now);
  showChart(model, now);
  showLanes(model, now);
  showWhy(model, now);
  showMachineTable(model, now);
  showJobs(model, now);
  showDecisions(model);
  showWeeks(model, now);
}

/** News comes in bursts: a burst is shown once. */
function showSoon() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(show);
}

listen({
  onSnapshot(now, snapshot) {
    if (!model.isKnown) chooseWindow(now - snapshot.totals.since, snapshot.pace.speed);
    model.begin(snapshot);
    clock.hear(now);
    clock.setSpeed(model.pace.speed);
    showSoon();
  },
  onNews(now, news) {
    model.hear(news);
    clock.hear(now);
    if (news.type === 'pace') clock.setSpeed(model.pace.isJumping ? 0 : model.pace.speed);
    showSoon();
  },
  onConnection(isConnected) {
    clock.setStill(!isConnected);
    showConnection(isConnected);
    if (!isConnected && model.isKnown) announce('The connection is lost; it is tried again.');
  },
});
setUpControls();
// What scrolls must scroll from the keyboard too.
for (const area of document.querySelectorAll('.scroll, #decisions')) area.setAttribute('tabindex', '0');
setInterval(showSoon, REFRESH_MS);
