import { availableParallelism } from 'node:os';
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import type { Hunt } from './hunt.ts';
import { MUTANTS } from './mutants/all.ts';
import type { Broken, Report } from './seed-report.ts';
import type { Order } from './worker.ts';
import { work } from './workers.ts';

interface Options {
  readonly seeds: number;
  readonly first: number;
  readonly minutes?: number;
  readonly mutants?: true;
  readonly workers: number;
  readonly json?: true;
}

const FAILED = 1;
/** Milliseconds between two lines of progress where there is no terminal. */
const LINE_EVERY = 30_000;
/** Seeds in which a mutant must be found. */
const SEEDS_FOR_A_MUTANT = 300;

const program = new Command('npm run soak --')
  .description(
    'Runs the real functions in simulated worlds full of faults, and checks the rules of the design in each.\n' +
      'A world that breaks one is told by its seed, with the fewest faults that do it: see npm run simulate:replay.',
  )
  .option('--seeds <count>', 'so many worlds', wholeNumber, 100)
  .option('--first <seed>', 'the seed of the first', wholeNumber, 1)
  .option('--minutes <count>', 'as many worlds as so many minutes take, instead', number)
  .option('--mutants', 'break bastionless on purpose instead, in each of many ways, and see that it is found')
  .option('--workers <count>', 'threads', wholeNumber, availableParallelism())
  .option('--json', 'end with one line of JSON')
  .action((options: Options) => (options.mutants ? huntMutants(options) : soak(options)));

await program.parseAsync();

async function soak({ seeds, first, minutes, workers, json }: Options): Promise<void> {
  const began = Date.now();
  const total = { seeds: 0, faults: 0, simulatedHours: 0, broken: [] as Broken[] };
  const progress = progressOf(minutes === undefined ? seeds : 0, 'worlds');
  await work<Report>(workers, seedOrders({ seeds, first, minutes }), (report) => {
    total.seeds += 1;
    total.faults += report.faults;
    total.simulatedHours += report.simulatedHours;
    if (report.broken !== undefined) {
      total.broken.push(report.broken);
      say(shownBroken(report.broken));
    }
    progress.update(total.seeds);
  });
  progress.stop();
  const simulatedHours = Math.round(total.simulatedHours);
  const seconds = Math.round((Date.now() - began) / 1000);
  const broken = total.broken.map(({ seed, rule, faults }) => ({ seed, rule, faults }));
  say(
    `${total.seeds} worlds, ${total.faults} faults, ${simulatedHours} simulated hours in ${seconds} s: ` +
      (broken.length === 0 ? 'no rule was broken' : `${broken.length} worlds broke a rule`),
  );
  if (json) tell({ seeds: total.seeds, faults: total.faults, simulatedHours, broken });
  if (broken.length > 0) process.exitCode = FAILED;
}

function* seedOrders({
  seeds,
  first,
  minutes,
}: Pick<Options, 'seeds' | 'first'> & { minutes: number | undefined }) {
  const deadline = minutes === undefined ? undefined : Date.now() + minutes * 60_000;
  for (let seed = first; deadline === undefined ? seed < first + seeds : Date.now() < deadline; seed += 1) {
    yield { kind: 'Seed', seed } satisfies Order;
  }
}

async function huntMutants({ first, workers, json }: Options): Promise<void> {
  const hunts = new Map<string, Hunt>();
  const progress = progressOf(MUTANTS.length, 'mutants');
  const orders = MUTANTS.map(
    ({ name }): Order => ({ kind: 'Mutant', name, first, seeds: SEEDS_FOR_A_MUTANT }),
  );
  await work<Hunt>(workers, orders.values(), (found) => {
    hunts.set(found.name, found);
    say(found.caught ? `caught by seed ${found.seed}: ${found.name}: ${found.what}` : `LIVES: ${found.name}`);
    progress.update(hunts.size);
  });
  progress.stop();
  const mutants = MUTANTS.flatMap(({ name }) => hunts.get(name) ?? []);
  const alive = mutants.filter(({ caught }) => !caught);
  say(`${mutants.length} mutants: ${alive.length === 0 ? 'all were caught' : `${alive.length} live`}`);
  if (json) tell({ mutants: mutants.map(({ name, caught, seed }) => ({ name, caught, seed })) });
  if (alive.length > 0) process.exitCode = FAILED;
}

function shownBroken({ seed, rule, what, faults }: Broken): string {
  const few = faults.length === 0 ? ['without any fault'] : faults;
  return [`seed ${seed} breaks rule ${rule}: ${what}`, ...few.map((fault) => `  ${fault}`)].join('\n');
}

/** On a terminal a bar, elsewhere a line now and then; of unknown length where there is no total. */
function progressOf(total: number, things: string): SingleBar {
  const format =
    total > 0 ? `{bar} {value} of {total} ${things}, {eta} s left` : `{value} ${things}, {duration} s`;
  const bar = new SingleBar({
    ...{ format, clearOnComplete: true, hideCursor: true, stream: process.stderr },
    ...{ noTTYOutput: true, notTTYSchedule: LINE_EVERY },
  });
  bar.start(total, 0);
  return bar;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function tell(result: object): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

function wholeNumber(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('it must be a whole number');
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0) return value;
  throw new InvalidArgumentError('it must be a number above 0');
}
