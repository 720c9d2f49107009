import type { Rule } from './finding.ts';

/** Open spot requests of ours. EC2 might still fulfil one, with an instance that nobody wants any more. */
export const openSpotRequests: Rule = ({ openSpotRequests: open = [] }, { machines, launches }) => {
  if (launches.some(({ outcome }) => outcome.kind === 'Unknown')) return [];
  const known = new Set(machines.map(({ spotRequestId }) => spotRequestId));
  return open
    .filter((id) => !known.has(id))
    .map((spotRequestId) => ({
      ...({ kind: 'OpenSpotRequest', spotRequestId } as const),
      reason: 'it is open, and no launch is under way',
    }));
};
