import { randomInt } from 'node:crypto';
import { nameOf } from '../../lib/simulation/faults/faults.ts';
import { FAULT_KINDS, type FaultKind } from '../../lib/simulation/faults/kinds.ts';
import { hunt } from './hunt.ts';
import { MUTANTS } from './mutants/all.ts';
import { runSeed } from './run-seed.ts';

/** Of a dozen in which every kind of fault strikes; `npm run soak` tries more. */
const FIRST = 63;
const SEEDS = Array.from({ length: 12 }, (_, index) => FIRST + index);
/** Others each time: whoever finds one that breaks a rule tries it again by its name. */
const DRAWN = Array.from({ length: 2 }, () => randomInt(2 ** 31));
/** Of the mutants those that few seeds find; `npm run soak -- --mutants` has time for all. */
const SEEDS_FOR_A_MUTANT = 12;

beforeAll(() => {
  process.stderr.write(`seeds drawn for this run: ${DRAWN.join(', ')}\n`);
});

const struck = new Set<FaultKind>();

test.each([...SEEDS, ...DRAWN])('no rule is broken in the world of seed %i', async (seed) => {
  const { breach, faults } = await runSeed({ seed });
  expect(breach).toBeUndefined();
  for (const { kind } of faults) struck.add(kind);
});

test('and every kind of fault has struck in them', () => {
  expect([...struck].toSorted()).toEqual(FAULT_KINDS.toSorted());
});

test('a world is the same again', async () => {
  const { faults, simulatedSeconds } = await runSeed({ seed: 1 });
  const again = await runSeed({ seed: 1 });
  expect(again).toEqual({ seed: 1, faults, simulatedSeconds });
  expect(faults.length).toBeGreaterThan(50);
});

test('a world with some of its faults has no others', async () => {
  const { faults } = await runSeed({ seed: 1 });
  const some = faults.filter(({ kind }) => kind === 'webhook lost');
  const again = await runSeed({ seed: 1, only: new Set(some.map(nameOf)) });
  expect(again.breach).toBeUndefined();
  expect(again.faults.every(({ kind }) => kind === 'webhook lost')).toBe(true);
});

const OBVIOUS = [
  'counts a job twice in the builds of its machine',
  'counts no builds',
  'ignores concurrent',
  'lets a machine run more than MaxBuilds jobs',
  'forgets a machine before it terminates it',
  'does not retry a job that is lost with its machine',
  'does not pause a runner before it terminates its machine',
  'does not heed lookahead_budget',
  'takes another deployment’s runners for its own',
  'writes the token of a runner into the log',
];

test.each(
  MUTANTS.filter(({ name }) => OBVIOUS.includes(name)).map((mutant) => [mutant.name, mutant] as const),
)('a scaler that %s is found out', async (_, mutant) => {
  expect(await hunt(mutant, FIRST, SEEDS_FOR_A_MUTANT)).toMatchObject({ caught: true });
});
