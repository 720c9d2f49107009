import type { Check } from './breach.ts';

/** Wake-ups that no machine, no job and no launch explains: people keep machines, periods begin. */
const FEW = 30;

/** Rule 9: the reconciler is not woken more often than jobs and machines explain. */
export const wakeUps: Check = ({ report }) => {
  let wanted = 0;
  let launched = 0;
  /** Of which EC2 may make nothing: it is asked again. */
  let asked = 0;
  let woken = 0;
  return {
    onWakeUp: () => {
      woken += 1;
    },
    onCall: ({ port, method }) => {
      if (port === 'ec2' && method === 'launch') asked += 1;
    },
    onInstance: ({ state }) => {
      if (state === 'pending') launched += 1;
    },
    onJob: ({ status }) => {
      if (status === 'pending') wanted += 1;
    },
    atRest: () => {
      const most = launched + wanted + asked + FEW;
      if (woken > most) report(9, `the reconciler was woken ${woken} times, of ${most} explained`);
    },
  };
};
