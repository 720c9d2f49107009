/** What another program took for the same, where it was measured: beside ours in the report. */
interface PeerFigure {
  readonly peer: string;
  /** What makes the two unlike. */
  readonly note: string;
}

/**
 * Measured once, on 2026-11-25, on a computer of this kind beside ours, and not by this command: github-aws-runners 7.11
 * (GAR) with its defaults, on moto, with 0.1 s for a call of GitHub or GitLab, 0.3 s for one of EC2 and 2 s for a launch.
 * Cold loads are medians of 9 beyond a bare Node.
 */
export const PEER_FIGURES: Readonly<Record<string, PeerFigure>> = {
  'webhook loads': { peer: 'GAR 73 ms', note: 'its webhook writes to a queue' },
  'reconcile loads': { peer: 'GAR 213 ms', note: 'its scale-up' },
  'ec2-events loads': { peer: 'GAR 197 ms', note: 'its termination-watcher' },
  'burst of 1,000 jobs: EC2 requests': {
    peer: 'GAR 1,004',
    note: 'of all AWS; in 174.9 s, beyond its own timeout of 30 s',
  },
  'a job: GitLab requests': {
    peer: 'GAR 1.0',
    note: 'of GitHub, at the launch: ours has one more when a machine asks for its runner',
  },
};
