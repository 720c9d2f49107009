import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** How much those are hindered who see, hear or move otherwise. https://github.com/dequelabs/axe-core/blob/develop/doc/issue_impact.md */
type Impact = 'minor' | 'moderate' | 'serious' | 'critical';

/**
 * What axe finds wrong with the page, of so much impact. The pages have no frames, and their own style sheets: axe is
 * spared what it does for others, which takes ten times as long.
 */
export async function violationsOf(page: Page, impacts?: readonly Impact[]): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'], preload: false })
    .analyze();
  return violations
    .filter(({ impact }) => impacts === undefined || impacts.includes(impact as Impact))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
