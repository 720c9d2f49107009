import { type Command, Option } from 'commander';
import type { InitOptions } from '../init/init.ts';
import { parseCount, parseUrl, withDeployment } from '../options.ts';
import { report } from '../terminal/output.ts';

export function registerInit(program: Command): void {
  const command = program
    .command('init')
    .description('store the secrets in SSM and set up the webhook in GitLab; safe to run again')
    .option('--url <url>', 'GitLab (default: that of the config.toml)', parseUrl)
    .addOption(
      new Option('--token <token>', 'an access token of GitLab; - reads it from the input').env(
        'GITLAB_TOKEN',
      ),
    )
    .option(
      '--project <project>',
      'whose jobs run on the machines, by id or path; written into config.toml, if that names none',
    )
    .addOption(new Option('--group <group>', 'the same, for a group').conflicts('project'))
    .option(
      '--runner <id>',
      'the bastion’s runner in GitLab, to compare with (default: those of config.toml’s tokens)',
      parseCount(1),
    )
    .option('-y, --yes', 'ask nothing');
  withDeployment(command).action(async (options: InitOptions) => {
    const { init, readToken } = await import('../init/init.ts');
    const { showInit } = await import('../init/show.ts');
    const { askNobody, askPeople } = await import('../init/answers.ts');
    const mayAsk = process.stdin.isTTY && !options.yes;
    const token = options.token === '-' ? { token: await readToken(process.stdin) } : {};
    const done = await init({ ...options, ...token }, mayAsk ? await askPeople() : askNobody);
    report(done, options, showInit);
    if (!done.ok) process.exitCode = 1;
  });
}
