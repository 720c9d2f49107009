import { parentPort } from 'node:worker_threads';
import { type Hunt, hunt } from './hunt.ts';
import { MUTANTS } from './mutants/all.ts';
import { runSeed } from './run-seed.ts';
import { type Report, reportOf } from './seed-report.ts';

/** What a worker is asked for, one at a time. */
export type Order =
  | { readonly kind: 'Seed'; readonly seed: number }
  | { readonly kind: 'Mutant'; readonly name: string; readonly first: number; readonly seeds: number };

type Result = Report | Hunt;

parentPort?.on('message', async (order: Order) => {
  parentPort?.postMessage(await resultOf(order));
});

async function resultOf(order: Order): Promise<Result> {
  if (order.kind === 'Seed') return reportOf(await runSeed(order));
  const mutant = MUTANTS.find(({ name }) => name === order.name);
  if (mutant === undefined) throw new Error(`there is no mutant "${order.name}"`);
  return hunt(mutant, order.first, order.seeds);
}
