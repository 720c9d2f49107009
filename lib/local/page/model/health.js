/**
 * @import { HeldBack, Lane } from '../../dashboard/view.ts'
 * @import { Model } from './model.js'
 */
import { dollars, duration, localTimes, shortName, some, timeOf } from './format.js';
import { keptText } from './kept.js';
import { storiesOf, storyText } from './stories.js';

/**
 * The state of everything in one line, and what it means or what to do about it.
 * @typedef {object} Health
 * @property {'good' | 'busy' | 'warning' | 'bad'} level
 * @property {string} word
 * @property {string} facts
 * @property {string} advice
 */

/** Seconds that jobs wait while machines boot; a longer wait has another cause. */
const LONG_WAIT = 240;

/** The worst comes first. @param {Model} model @param {number} now @returns {Health} */
export function healthOf(model, now) {
  const rules = [connection, reading, obstacles, held, interruption, waiting];
  for (const rule of rules) {
    const health = rule(model, now);
    if (health !== undefined) return health;
  }
  return { level: 'good', word: 'Healthy', facts: factsOf(model, now), advice: calmAdvice(model, now) };
}

/** @param {Model} model @param {number} now */
function calmAdvice(model, now) {
  const machines = model.machines();
  const kept = machines.find((lane) => keptText(lane, now) !== '');
  if (kept !== undefined) return `${shortName(kept.name)} is ${keptText(kept, now)}, and takes no job.`;
  return machines.length === 0
    ? 'Nothing runs and nothing is paid for until a job comes.'
    : 'Each job has a machine; a machine that stays idle leaves by itself.';
}

/** @typedef {(model: Model, now: number) => Health | undefined} Rule */

/** @type {Rule} */
function connection({ lostAt, commands }) {
  if (lostAt === null) return undefined;
  return {
    level: 'bad',
    word: 'Connection lost',
    facts: `this is how it was at ${timeOf(lostAt)}`,
    advice: `Is \`${commands.serve}\` still running? Start it again, and this page comes back by itself.`,
  };
}

/** @type {Rule} */
function reading({ trouble }) {
  return trouble === null
    ? undefined
    : { level: 'bad', word: 'Not up to date', facts: 'this is how it was before', advice: trouble };
}

/** @type {Rule} */
function obstacles(model, now) {
  const stuck = model.waiting().filter(({ obstacle }) => obstacle !== null);
  const [first] = stuck;
  if (first === undefined) return undefined;
  const others = stuck.length > 1 ? ` ${some(stuck.length - 1, 'other')} too.` : '';
  const advice = `${first.name} #${first.id} waits for no machine: ${localTimes(first.obstacle ?? '', now)}.${others}`;
  return { level: 'warning', word: 'Stuck', facts: factsOf(model, now), advice };
}

/** Jobs wait for machines that we do not ask for. A limit that is reached is not a problem. @type {Rule} */
function held(model, now) {
  const forJobs = model.held.filter(({ purpose }) => purpose === 'jobs');
  const [first] = forJobs.toSorted((one, other) => Number(isLimit(one)) - Number(isLimit(other)));
  if (first === undefined) return undefined;
  const what = `${some(first.count, 'more machine')} ${first.count > 1 ? 'are' : 'is'} wanted: ${localTimes(first.reason, now)}.`;
  const facts = factsOf(model, now);
  if (isLimit(first)) {
    return { level: 'busy', word: 'Busy', facts, advice: `${what} Jobs wait until a machine is free.` };
  }
  const { doctor } = model.commands;
  const todo = doctor === null || first.barrier === 'drain' ? '' : ` \`${doctor}\` says what to do.`;
  return { level: 'warning', word: 'Held back', facts, advice: `${what}${todo}` };
}

/** @param {HeldBack} held */
const isLimit = ({ barrier }) => ['limit', 'concurrent', 'MaxGrowthRate'].includes(barrier);

/** EC2 takes a machine back, or has taken one whose lost job does not run again yet. @type {Rule} */
function interruption(model, now) {
  const lasting = storiesOf(model).find(({ lane, losses }) =>
    losses.length > 0
      ? losses.some(({ retry }) => retry === null || retry.phase === 'waiting')
      : lane.stays.at(-1)?.to === null,
  );
  if (lasting === undefined) return undefined;
  const { what, outcome } = storyText(lasting, now);
  return { level: 'busy', word: 'Interrupted', facts: factsOf(model, now), advice: `${what}: ${outcome}.` };
}

/** @type {Rule} */
function waiting(model, now) {
  const waits = model.waiting();
  const [first] = waits.toSorted((one, other) => (one.waitsSince ?? now) - (other.waitsSince ?? now));
  if (first === undefined) return undefined;
  const longest = now - (first.waitsSince ?? now);
  const facts = factsOf(model, now);
  if (longest > LONG_WAIT) {
    const { doctor } = model.commands;
    const todo = doctor === null ? '' : ` \`${doctor}\` says what to do.`;
    const advice = `${first.name} #${first.id} waits for ${duration(longest)}.${todo}`;
    return { level: 'warning', word: 'Slow', facts, advice };
  }
  const booting = model.machines().filter(({ stays }) => stays.at(-1)?.state === 'Creating').length;
  const advice =
    booting === 0
      ? `The longest for ${duration(longest)}.`
      : `The longest for ${duration(longest)}, while ${some(booting, 'machine')} ${booting > 1 ? 'boot' : 'boots'}.`;
  return { level: 'busy', word: 'Busy', facts, advice };
}

/** "2 machines, $0.04 an hour now, nothing waits" @param {Model} model @param {number} now */
function factsOf(model, now) {
  const machines = model.machines();
  const waits = model.waiting().filter(({ waitsSince }) => (waitsSince ?? now) <= now).length;
  const waiting = waits === 0 ? 'nothing waits' : `${some(waits, 'job')} ${waits > 1 ? 'wait' : 'waits'}`;
  return [some(machines.length, 'machine'), ...rateOf(machines), waiting].join(', ');
}

/** Undefined if there is no machine, or the price of one is unknown. @param {readonly Lane[]} machines */
function rateOf(machines) {
  const prices = machines.flatMap(({ hourly }) => hourly ?? []);
  if (machines.length === 0 || prices.length < machines.length) return [];
  const sum = prices.reduce((all, price) => all + price.dollars, 0);
  const isMost = prices.some((price) => price.isMost);
  return [`${isMost ? 'at most ' : ''}${dollars(sum)} an hour now`];
}
