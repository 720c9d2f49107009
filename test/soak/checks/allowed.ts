import type { Check } from './breach.ts';

/** EC2 may take the machine, or it may not: as it is on record. */
const RECOMMENDED = 'EC2 recommends replacing it';

/** Rule 9: nothing is bought on demand, nor replaced because EC2 recommends it, where config.toml does not say so. */
export const allowed: Check = ({ settings, report }) => {
  const runners = new Map(settings.runners.map((runner) => [runner.name, runner]));
  return {
    onInstance: ({ instanceId, runner, spotRequestId }) => {
      const market = runners.get(runner)?.ec2.market;
      if (market?.kind === 'Spot' && !market.onDemandFallback && spotRequestId === undefined)
        report(9, `${instanceId} is bought on demand, and ${runner} has spot machines alone`);
    },
    onMachine: ({ name, runner, fate }) => {
      if (fate?.reason === RECOMMENDED && runners.get(runner)?.interruption.replaceOnRebalance === false)
        report(9, `${name} is replaced as EC2 recommends, and replace_on_rebalance is not set`);
    },
  };
};
