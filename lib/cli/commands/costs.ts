import { type Command, Option } from 'commander';
import { DIVISIONS } from '../../scaler/charges/costs.ts';
import type { CostsOptions } from '../costs/costs.ts';
import { parseCount, withDeployment } from '../options.ts';
import { report } from '../terminal/output.ts';

/** Days for which charges are kept. */
const MOST_DAYS = 30;

export function registerCosts(program: Command): void {
  const command = program
    .command('costs')
    .description('show what machines cost in the last days, by project, runner or job name')
    .option('--days <count>', 'how many days; charges are kept for 30', parseCount(1, MOST_DAYS), MOST_DAYS)
    .addOption(new Option('--by <what>', 'a line for each of these').choices(DIVISIONS).default('project'));
  withDeployment(command).action(async (options: CostsOptions) => {
    const { costs } = await import('../costs/costs.ts');
    const { showCosts } = await import('../costs/show.ts');
    const { withProgress } = await import('../terminal/progress.ts');
    report(
      await withProgress('reading what was charged', costs(options, Date.now() / 1000)),
      options,
      showCosts,
    );
  });
}
