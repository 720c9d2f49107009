import { type Command, InvalidArgumentError, Option } from 'commander';
import { secondsOf } from '../../config/duration.ts';
import { refuseIgnored } from '../ignored-options.ts';
import type { KeepOptions } from '../keep/keep.ts';
import { withDeployment } from '../options.ts';
import { report } from '../terminal/output.ts';

const LONGEST = 24 * 3600;
const USUAL = 2 * 3600;

export function registerKeep(program: Command): void {
  const command = program
    .command('keep')
    .description('keep a machine to look into it: it takes no job, and stays until the time is over')
    .argument('<machine>', 'its name, or the id of its instance')
    .addOption(
      new Option('--for <duration>', 'for how long, 24h at most')
        .argParser(parseDuration)
        .default(USUAL, '2h'),
    )
    .option('--undo', 'let it go now');
  refuseIgnored(withDeployment(command), [{ option: '--for', besides: '--undo' }]).action(
    async (machine: string, options: KeepOptions) => {
      const { keep } = await import('../keep/keep.ts');
      const { showKeep } = await import('../keep/show.ts');
      const { withProgress } = await import('../terminal/progress.ts');
      const now = Date.now() / 1000;
      report(await withProgress('writing to the table', keep(machine, options, now)), options, (done) =>
        showKeep(done, now),
      );
    },
  );
}

function parseDuration(text: string): number {
  const seconds = secondsOf(text);
  if (seconds !== undefined && seconds >= 60 && seconds <= LONGEST) return seconds;
  throw new InvalidArgumentError('It must be a duration from 1m to 24h, such as 2h or 90m.');
}
