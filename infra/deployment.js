import { dirname, resolve } from 'node:path';
import { readPrices } from '../lib/compare/prices/read.ts';
import { US_EAST_1 } from '../lib/compare/prices/us-east-1.ts';
import { configFile } from '../lib/config/config-file.ts';
import { readTextFile } from '../lib/config/file/text-file.ts';
import { deploymentOf } from './deployment.ts';
import { findOutside } from './outside/find-outside.ts';
import { endWith } from './plugin/end-with.ts';
import { warnings } from './warnings.ts';

let made;

/**
 * What serverless.yml asks of config.toml. The command reads JavaScript only; it asks again whenever a variable was not
 * known yet, and for each part. What is refused is all that is to be seen: the command would wrap it.
 */
export async function deployment({ options, resolveVariable }) {
  const scaler = await resolveVariable('self:custom.scaler');
  const images = await resolveVariable('param:image');
  const prices = await resolveVariable('param:prices');
  made ??= make({ scaler, images, prices, profile: options['aws-profile'] }).catch(endWith);
  return made;
}

async function make({ scaler, images, prices, profile }) {
  if (images !== 'default' && images !== 'weekly')
    throw new Error(`--param image must be default or weekly (it is "${images}").`);
  const { settings } = await import('#settings');
  const found = await findOutside(settings, {
    configFile,
    profile,
    warn: (message) => warnings.push(message),
  });
  return deploymentOf(settings, scaler, found, images, pricesOf(prices));
}

/** A path is from config.toml's folder. */
const pricesOf = (file) =>
  file === '' ? US_EAST_1 : readPrices(readTextFile(resolve(dirname(configFile), file)), file);
