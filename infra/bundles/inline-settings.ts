import type { Plugin } from 'esbuild';
import { gitlabCa, settings } from '#settings';

/**
 * In a bundle, `#settings` is the settings as read when the bundle was made: no function carries a parser of
 * config.toml, nor the file, nor the tokens in it.
 */
export const inlineSettings: Plugin = {
  name: 'inline-settings',
  setup(build) {
    build.onResolve({ filter: /^#settings$/ }, () => ({ path: 'settings', namespace: 'deployed' }));
    build.onLoad({ filter: /.*/, namespace: 'deployed' }, () => ({
      contents: `export const settings = ${literal(settings)};\nexport const gitlabCa = ${literal(gitlabCa)};`,
    }));
  },
};

/** As source code: JSON knows neither dates nor integers of 64 bits, and TOML has both. */
export function literal(value: unknown): string {
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join()}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, held]) => held !== undefined);
    return `{${entries.map(([key, held]) => `${JSON.stringify(key)}:${literal(held)}`).join()}}`;
  }
  return JSON.stringify(value);
}
