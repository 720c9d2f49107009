import type { Command } from 'commander';
import { withConfig } from '../options.ts';
import type { PricesOptions } from '../prices/prices.ts';

const EXAMPLES = `
Example:
  bastionless prices > prices.json
  bastionless simulate --prices prices.json

It asks AWS's price list and EC2's spot prices, which needs credentials that may call pricing:GetProducts and
ec2:DescribeSpotPriceHistory. Other prices stay as they are built in.`;

export function registerPrices(program: Command): void {
  const command = program
    .command('prices')
    .description("write today's prices of the machines and disks of config.toml, for simulate --prices")
    .option('--types <names>', 'further instance types to ask for, as t3.large,c6i.large', (text) =>
      text.split(',').map((name) => name.trim()),
    )
    .addHelpText('after', EXAMPLES);
  withConfig(command).action(async (options: PricesOptions) => {
    const { writePrices } = await import('../prices/prices.ts');
    await writePrices(options, Date.now());
  });
}
