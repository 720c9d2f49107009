import { type Command, Option } from 'commander';
import type { DoctorOptions } from '../doctor/patient.ts';
import { parseUrl, withDeployment } from '../options.ts';
import { report } from '../terminal/output.ts';

export function registerDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .description('check everything that a deployment needs, and say what to do')
    .option('--url <url>', 'GitLab (default: that of the config.toml)', parseUrl)
    .addOption(
      new Option('--token <token>', 'of GitLab (default: the one in SSM)').env('GITLAB_TOKEN').hideHelp(),
    );
  withDeployment(command).action(async (options: DoctorOptions) => {
    const { doctor } = await import('../doctor/doctor.ts');
    const { findingsTable } = await import('../finding.ts');
    const { withProgress } = await import('../terminal/progress.ts');
    const examined = await withProgress('looking at AWS and GitLab', doctor(options));
    report(examined, options, ({ findings }) => findingsTable(findings));
    if (!examined.ok) process.exitCode = 1;
  });
}
