import type { SimulatedGitLab } from '../gitlab.ts';

/** The header `Date` of every answer, in whole seconds. https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1 */
export const dateOf = ({ now, skew }: Pick<SimulatedGitLab, 'now' | 'skew'>): string =>
  new Date((now() + skew) * 1000).toUTCString();
