/**
 * All that goes wrong in the simulated world, and the chance of each wherever it may strike. Together they make
 * some hundred faults in a few hours with a hundred jobs: far more than a bad day brings.
 */
export const FAULTS = {
  /** GitLab's webhook does not arrive: GitLab does not send it again. */
  'webhook lost': 0.04,
  'webhook doubled': 0.04,
  /** By up to five minutes: so others overtake it. */
  'webhook delayed': 0.06,
  /** Figures in it are of no use: a negative wait, no name. */
  'webhook odd': 0.02,
  'EC2 event lost': 0.1,
  'EC2 event doubled': 0.05,
  'EC2 event delayed': 0.05,
  'wake-up lost': 0.05,
  'wake-up doubled': 0.05,
  'wake-up delayed': 0.05,
  /** A batch of the table's stream is delivered again though it had been dealt with. */
  'batch replayed': 0.02,
  'batch delayed': 0.02,

  /** The process ends where it calls a port: the call is not made. */
  'killed before a call': 0.0015,
  /** The process ends where it waits for the answer: the call took effect. */
  'killed after a call': 0.0015,
  /** A call fails without effect: throttled, 5xx, no connection. */
  'call refused': 0.004,
  /** A call takes effect, and its answer does not arrive. */
  'answer lost': 0.004,
  /** A call is given up by who made it, and takes effect up to half a minute later. */
  'call late': 0.002,
  /** A call takes up to twenty seconds. */
  'call slow': 0.003,
  /** The SDK repeats a call whose first answer it lost, and answers with the second. */
  'call repeated': 0.004,
  /** A function's clock is wrong by up to five seconds. */
  'clock skewed': 0.02,

  /** For up to five minutes GitLab answers nobody, and its webhooks do not arrive. */
  'GitLab down': 0.01,
  /** For up to three minutes its API answers 429 to us. */
  'GitLab throttles': 0.01,
  /** For up to two minutes EC2 answers RequestLimitExceeded. */
  'EC2 throttles': 0.01,
  /** For up to ten minutes each call takes ten seconds more. */
  'GitLab slow': 0.01,
  'EC2 slow': 0.01,
  /** For up to half an hour every instance ends seconds after its launch: its disk cannot be made. */
  'instances end at launch': 0.005,
  /** For up to half an hour every machine gives up while it boots. */
  'machines give up at boot': 0.005,
  /** For up to half an hour gitlab-runner ends as soon as it starts, on every machine. */
  'runners end at once': 0.005,
  /** For up to fifteen minutes there is no spot capacity. */
  'no spot capacity': 0.01,
  /** The price goes above what is paid: half of all spot machines are interrupted. */
  'price rises': 0.005,
  /** EventBridge's schedule does not come for ten minutes. */
  'schedule silent': 0.005,
  /** For up to twenty minutes the table's stream has two shards, each with a reconciler of its own. */
  'partition split': 0.02,
  /** Others write while all that is active is read, for up to five seconds: what is read first is older. */
  'read torn': 0.01,

  /** For ten minutes a type has no capacity in a subnet. */
  'pool empty': 0.15,
  /** EC2 has room for some of the machines of a launch. */
  'launch filled partly': 0.08,
  /** EC2 does not show an instance that it has made, for up to a minute. */
  'instance not shown': 0.1,
  /** Its tag is gone, and with it our right to end it. */
  'termination refused': 0.03,
  'cancel refused': 0.05,
  /** It runs, and never registers. */
  'machine never boots': 0.03,
  /** In its first hour. */
  'machine interrupted': 0.15,
  /** In its first hour EC2 says that it may be. */
  'rebalance recommended': 0.08,
  /** Its hardware fails: it ends without a warning. */
  'machine dies': 0.08,
  /** In its first ten minutes: it is still there, and nothing on it runs any more. */
  'machine freezes': 0.05,

  /** In its first hour: its jobs fail, and it says why it ends. */
  'Docker crashes': 0.06,
  /** Its jobs come to no end, until whoever watches the machine gives them up. */
  'Docker hangs': 0.06,

  /** Somebody deletes a machine's runner in GitLab, within its first hour. */
  'runner deleted': 0.06,
  /** And one that GitLab has not heard of for some minutes: it looks dead. */
  'silent runner deleted': 0.5,
  /** Somebody pauses it, and nobody resumes it: it asks for jobs in vain. */
  'runner paused': 0.06,
  /** A user cancels the job while it waits or runs. */
  'job canceled': 0.03,
  /** A runner begins the job that it was given only after up to two and a half minutes: by then GitLab has dropped it. */
  'job accepted late': 0.03,
  /** GitLab does not hear that it does, and the runner gives the job up. */
  'job not accepted': 0.02,
} as const satisfies Record<string, number>;

export type FaultKind = keyof typeof FAULTS;
export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];
