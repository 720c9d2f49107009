import type { ComparedSystem, Comparison } from '../../compare/compare.ts';
import { BASTIONLESS, FOUR_PLACES, isVariant, WITHOUT_LOOKAHEAD } from '../../compare/names.ts';
import type { OneMore } from '../../compare/one-more.ts';
import type { SystemResult } from '../../compare/report/result.ts';
import { CAUSES, type Cause, LONG_WAIT } from '../../compare/report/wait-causes.ts';
import { duration } from '../../scaler/plan/duration.ts';
import { sumOf } from '../../scaler/state/sum.ts';
import { countText, dollars } from './figures.ts';
import { aMonthOf } from './figures-table.ts';

/** What the figures come to, in sentences. */
export function verdictOf({ scenario, systems }: Comparison, more?: OneMore): string[] {
  const [ours, ...others] = systems;
  if (ours === undefined) return [];
  const without = others.find(({ name }) => name === WITHOUT_LOOKAHEAD);
  const packed = others.find(({ name }) => name === FOUR_PLACES);
  const peers = others.filter(({ name }) => !isVariant(name));
  const month = (result: SystemResult): number => aMonthOf(result.cost.total, scenario.workload);
  const nearest = peers.toSorted((one, other) => one.result.cost.total - other.result.cost.total)[0];
  return [
    ...(nearest === undefined ? [] : [saved(ours, nearest, month)]),
    ...(without === undefined ? [] : [lookedAhead(ours.result, without.result, month)]),
    ...(packed === undefined ? [] : [fourAtOnce(ours.result, packed.result, month)]),
    whatHeldUp(ours.result),
    ...(more === undefined ? [] : [bought(ours.result, more, month)]),
  ];
}

type Month = (result: SystemResult) => number;

function saved(ours: ComparedSystem, peer: ComparedSystem, month: Month): string {
  const [own, others] = [month(ours.result), month(peer.result)];
  const share = Math.round((Math.abs(others - own) / Math.max(own, others)) * 100);
  const compared = own <= others ? `${share} % less` : `${share} % more`;
  return `${BASTIONLESS} costs ${dollars(own)} a month, ${compared} than ${peer.name}, the cheapest of the others (${dollars(others)}); jobs wait ${duration(ours.result.waitSeconds.mean)} on the average, there ${duration(peer.result.waitSeconds.mean)}.`;
}

/** What machines that boot while earlier stages run save, and what they are paid for it. */
function lookedAhead(ours: SystemResult, without: SystemResult, month: Month): string {
  if (ours.laterStages === undefined || without.laterStages === undefined)
    return 'Lookahead saves nothing: no pipeline has a second stage.';
  const [now, before] = [ours.laterStages.waitSeconds.mean, without.laterStages.waitSeconds.mean];
  const jobs = ours.laterStages.jobs;
  const saved = (before - now) * jobs;
  const hours = hoursOf(ours) / hoursOf(without) - 1;
  const dearer = month(ours) - month(without);
  const waits = `jobs of later stages wait ${duration(now)} on the average, ${duration(before)} without it`;
  const each = `${duration(Math.abs(saved))} ${saved < 0 ? 'more' : 'less'} for all ${countText(jobs)} of them`;
  const price = `${signed(hours)} % machine-hours, ${dollars(Math.abs(dearer))} ${dearer < 0 ? 'less' : 'more'} a month`;
  return `Lookahead: ${waits} (${Math.round((now / before) * 100)} %), ${each}, for ${price}.`;
}

/** What larger machines that run four jobs at once save, or cost. */
function fourAtOnce(ours: SystemResult, packed: SystemResult, month: Month): string {
  const [now, then] = [month(ours), month(packed)];
  const price = `${dollars(then)} a month, ${signed(then / now - 1)} %`;
  return `With four jobs on a machine that is four times as large, it is ${price}, and jobs wait ${duration(packed.waitSeconds.mean)} on the average, ${duration(ours.waitSeconds.mean)} as it is.`;
}

const hoursOf = ({ machineHours: { busy, idle, booting } }: SystemResult): number => busy + idle + booting;

/** A share in per cent, with its sign. */
const signed = (share: number): string => `${share < 0 ? '-' : '+'}${Math.abs(share * 100).toFixed(1)}`;

const HELD_UP: Readonly<Record<Cause, string>> = {
  capacity: 'because concurrent or limit let no more machines exist',
  period: 'for a machine to boot, in a period with a lower IdleCount',
  boot: 'for a machine to boot',
};

/** A retried job waited more than once. */
function whatHeldUp({ jobs, retried, longWaits }: SystemResult): string {
  const all = sumOf(CAUSES, (cause) => longWaits[cause]);
  if (all === 0) return `No job waited for more than ${LONG_WAIT} s.`;
  const [main = 'boot'] = CAUSES.toSorted((one, other) => longWaits[other] - longWaits[one]);
  const waited = `${countText(jobs + retried)} jobs${retried > 0 ? ', retries among them,' : ''}`;
  return `${countText(all)} of ${waited} waited for more than ${LONG_WAIT} s, ${Math.round((longWaits[main] / all) * 100)} % of them ${HELD_UP[main]}.`;
}

/** Below this a change is none to speak of: seconds, dollars a month. */
const LITTLE = 0.05;

function bought(ours: SystemResult, { change, result }: OneMore, month: Month): string {
  const dearer = month(result) - month(ours);
  const shorter = ours.waitSeconds.mean - result.waitSeconds.mean;
  if (shorter < LITTLE) return `With ${change} jobs would wait no shorter.`;
  if (dearer < LITTLE)
    return `With ${change} jobs would wait ${duration(shorter)} less on the average, at no cost.`;
  return `With ${change} jobs would wait ${duration(shorter)} less on the average, for ${dollars(dearer)} more a month: each dollar buys ${duration(shorter / dearer)}.`;
}
