import { Worker } from 'node:worker_threads';
import type { Order } from './worker.ts';

/**
 * Has so many workers, each a thread, work through the orders, and tells of each result as it comes. Rejects with the
 * first error of a worker, and if one ends without the result of its order.
 */
export async function work<R>(
  count: number,
  orders: Iterator<Order>,
  onResult: (result: R) => void,
): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => workThrough(orders, onResult)));
}

function workThrough<R>(orders: Iterator<Order>, onResult: (result: R) => void): Promise<void> {
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let underWay: Order | undefined;
  const next = (): void => {
    const order = orders.next();
    underWay = order.value;
    if (order.done) void worker.terminate();
    else worker.postMessage(order.value);
  };
  return new Promise((resolve, reject) => {
    worker.on('message', (result: R) => {
      onResult(result);
      next();
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (underWay === undefined) resolve();
      else reject(new Error(`a worker ended with ${code}, and left ${JSON.stringify(underWay)} undone`));
    });
    next();
  });
}
