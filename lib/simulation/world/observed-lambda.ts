import type { Log } from '../../scaler/ports/log.ts';
import { type Dangers, dangerously } from '../faults/port-faults.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Carrier } from './calls.ts';
import { CalmLambda } from './calm-lambda.ts';
import { skewed } from './dangers.ts';
import { type FunctionName, type Invoking, Lambda, type Tamper } from './lambda.ts';
import { reliably } from './latency.ts';
import type { Observer } from './observer.ts';

/** The Lambda that runs a world's functions, whose calls and log lines the observer sees. It is calm where nothing goes wrong. */
export function observedLambda(
  observer: Observer,
  dangers: Dangers,
  random: SeededRandom,
  tamper?: Tamper,
): Invoking {
  const { scheduler } = dangers;
  const log = logTo(observer);
  const onInvocation = (name: FunctionName): void => observer.onInvocation?.(name);
  const safely = observed(reliably(scheduler), observer);
  if (dangers.isSafe && tamper === undefined) {
    return new CalmLambda({ scheduler, random, log, carrier: safely, onInvocation });
  }
  return new Lambda({
    ...{ scheduler, random, log },
    carrierFor: (process) => {
      onInvocation(process.name);
      return dangers.isSafe ? safely : observed(dangerously(dangers, process), observer);
    },
    clockFor: (process) => skewed(dangers, process),
    tamper: tamper ?? ((_, target) => target),
  });
}

function observed(carrier: Carrier, { onCall }: Observer): Carrier {
  if (onCall === undefined) return carrier;
  return (call, perform) => {
    onCall(call);
    return carrier(call, perform);
  };
}

function logTo(observer: Observer): Log {
  return {
    info: (message, fields) => observer.onLog?.('info', message, fields),
    warn: (message, fields) => observer.onLog?.('warn', message, fields),
    error: (message, fields) => observer.onLog?.('error', message, fields),
  };
}
