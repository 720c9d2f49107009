import { nearest } from '../../lib/config/nearest.ts';
import type { Serverless } from './serverless.ts';

/** Refuses what is said with `--param` and would have no effect. Throws Error that names the parameter that is meant. */
export function refuseUnknownParameters({
  processedInput,
  configurationInput,
}: Pick<Serverless, 'processedInput' | 'configurationInput'>): void {
  const known = Object.keys(configurationInput.params?.default ?? {});
  for (const said of processedInput.options.param ?? []) {
    const [name = ''] = said.split('=');
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    const hint = meant === undefined ? `there are ${known.sort().join(', ')}` : `did you mean ${meant}?`;
    throw new Error(`--param ${name} is not known: ${hint}`);
  }
}
