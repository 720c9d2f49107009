import { readPrices } from '../lib/compare/prices/read.ts';
import { US_EAST_1 } from '../lib/compare/prices/us-east-1.ts';
import { configFile } from '../lib/config/config-file.ts';
import { readTextFile } from '../lib/config/text-file.ts';
import { deploymentOf } from './deployment.ts';
import { findOutside } from './outside/find-outside.ts';

/**
 * What serverless.yml asks of config.toml. The command reads JavaScript only, and shows a thrown error with its
 * stack: of a config.toml that is refused, its problems are all there is to see.
 */
export async function deployment({ options, resolveVariable }) {
  try {
    const { settings } = await import('#settings');
    const scaler = await resolveVariable('self:custom.scaler');
    const found = await findOutside(settings, {
      configFile,
      profile: options['aws-profile'],
      warn: (message) => process.stderr.write(`warning: ${message}\n`),
    });
    const images = await resolveVariable('param:image');
    if (images !== 'default' && images !== 'weekly')
      throw new Error(`--param image must be default or weekly (it is "${images}").`);
    const prices = await resolveVariable('param:prices');
    return deploymentOf(settings, scaler, found, images, pricesOf(prices));
  } catch (error) {
    if (error instanceof Error) error.stack = error.message;
    throw error;
  }
}

const pricesOf = (file) => (file === '' ? US_EAST_1 : readPrices(readTextFile(file), file));
