import { Command, InvalidArgumentError } from 'commander';
import type { Clock } from '../../lib/scaler/ports/clock.ts';
import { nameOf } from '../../lib/simulation/faults/faults.ts';
import { MUTANTS } from './mutants/all.ts';
import { runSeed, type Trial } from './run-seed.ts';
import { scenarioOf } from './scenario/scenario.ts';
import { shrinkFaults } from './shrink-faults.ts';
import { shownTime, teller } from './teller.ts';

interface Options {
  readonly seed: number;
  readonly fewest?: true;
  readonly calls?: true;
  readonly mutant?: string;
}

const FAILED = 1;

await new Command('npm run simulate:replay --')
  .description('Shows, step by step, what happens in the simulated world of a seed.')
  .requiredOption('--seed <seed>', 'the seed, as npm run soak tells it', seedOf)
  .option('--fewest', 'with the fewest faults that break the same rule')
  .option('--calls', "every call of a function's ports too")
  .option('--mutant <name>', 'with a deliberate break, by a part of its name')
  .action(replay)
  .parseAsync();

async function replay({ seed, fewest, calls, mutant }: Options): Promise<void> {
  const sabotage = MUTANTS.find(({ name }) => mutant !== undefined && name.includes(mutant))?.sabotage;
  if (mutant !== undefined && sabotage === undefined) throw new Error(`there is no mutant "${mutant}"`);
  const trial: Trial = { seed, ...(sabotage && { sabotage }) };
  const only = fewest && { only: await fewestOf(trial) };
  say(`${scenarioOf(seed).config}\n`);
  const observer = (clock: Clock) => teller(clock, say, calls === true);
  const { faults, breach } = await runSeed({ ...trial, ...only, observer });
  say(`\n${faults.length} faults`);
  if (breach === undefined) {
    say('No rule was broken.');
    return;
  }
  say(`Rule ${breach.rule} was broken at ${shownTime(breach.at)}: ${breach.what}`);
  process.exitCode = FAILED;
}

async function fewestOf(trial: Trial): Promise<ReadonlySet<string>> {
  return new Set((await shrinkFaults(trial, await runSeed(trial))).map(nameOf));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function seedOf(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('it must be a whole number');
}
