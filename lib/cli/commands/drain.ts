import { type Command, Option } from 'commander';
import { refuseIgnored } from '../ignored-options.ts';
import { type DeploymentOptions, withDeployment } from '../options.ts';
import { report } from '../terminal/output.ts';

interface DrainOptions extends DeploymentOptions {
  readonly undo?: true;
  readonly reason: string;
}

export function registerDrain(program: Command): void {
  const command = program
    .command('drain')
    .description('launch no machines, remove idle ones, let busy ones finish; jobs wait meanwhile')
    .option('--undo', 'launch machines again')
    .addOption(new Option('--reason <text>', 'why, for those who see jobs wait').default('', 'none'));
  refuseIgnored(withDeployment(command), [{ option: '--reason', besides: '--undo' }]).action(
    async (options: DrainOptions) => {
      const { drain, showDrain } = await import('../drain.ts');
      const now = Date.now() / 1000;
      const { undo = false, reason } = options;
      report(await drain(options, { undo, reason, now }), options, (done) => showDrain(done, now));
    },
  );
}
