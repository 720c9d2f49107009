import type { Check } from './breach.ts';

/** As often as EC2 is asked with waits from one to five minutes while there are faults, and some more where it does not answer. */
const MOST_ASKED = 40;

/** Rule 9: EC2 is not asked over and over to terminate a machine that it refuses to. */
export const refusals: Check = ({ report }) => {
  const asked = new Map<string, number>();
  return {
    onCall: ({ port, method, args: [ids] }) => {
      if (port !== 'ec2' || method !== 'terminate') return;
      for (const id of ids as readonly string[]) {
        const times = (asked.get(id) ?? 0) + 1;
        asked.set(id, times);
        if (times === MOST_ASKED) report(9, `EC2 was asked ${times} times to terminate ${id}`);
      }
    },
  };
};
