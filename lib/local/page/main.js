import { listen } from './feed.js';
import { setTimeZone } from './model/format.js';
import { Model } from './model/model.js';
import { WorldClock } from './model/world-clock.js';
import { setUpControls, showControls } from './parts/controls.js';
import { showDecisions } from './parts/decisions.js';
import { showFirstSteps } from './parts/empty.js';
import { showFigures } from './parts/figures.js';
import { showHead } from './parts/head.js';
import { showHealth } from './parts/health.js';
import { showJobs } from './parts/jobs.js';
import { setUpTour, showTour } from './parts/tour.js';
import { showWeeks } from './parts/weeks.js';
import { showTimeline } from './timeline/timeline.js';

const REFRESH_MS = 250;

const model = new Model();
const clock = new WorldClock();
let isDue = false;

function show() {
  isDue = false;
  if (!model.isKnown) return;
  const now = clock.now();
  model.forget(now);
  showHead(model, now, clock.reached);
  showHealth(model, now);
  showFigures(model, now);
  showFirstSteps(model);
  showTimeline(model, now);
  showJobs(model, now);
  showDecisions(model, now);
  showWeeks(model, now);
  showControls(model, now);
  showTour(model, now);
}

/** News comes in bursts: a burst is shown once. */
function showSoon() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(show);
}

listen({
  onSnapshot(now, snapshot) {
    model.begin(snapshot);
    setTimeZone(snapshot.timezone);
    clock.begin(now, model.pace.speed);
    showSoon();
  },
  onNews(now, news) {
    model.hear(news);
    if (news.type === 'pace') clock.setSpeed(model.pace.isJumping ? 0 : model.pace.speed);
    clock.hear(now);
    showSoon();
  },
  onConnection(isConnected) {
    clock.setStill(!isConnected);
    model.lostAt = isConnected ? null : (model.lostAt ?? clock.now());
    showSoon();
  },
});
setUpControls();
setUpTour(model, () => clock.now());
// What scrolls must scroll from the keyboard too.
for (const area of document.querySelectorAll('.scroll, #decisions')) area.setAttribute('tabindex', '0');
setInterval(showSoon, REFRESH_MS);
