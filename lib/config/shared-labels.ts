import type { TomlTable } from './file/toml-value.ts';
import { isTable, kindComplaint } from './upstream/kinds.ts';

/**
 * Labels at the top of the file are of each runner, unless it has one of that name itself. Wrong ones are told where they
 * stand, and are none's. https://docs.gitlab.com/runner/configuration/advanced-configuration/#the-global-section
 */
export function withSharedLabels(config: TomlTable): TomlTable {
  const { labels, runners } = config;
  if (!isTable(labels) || kindComplaint('labels', labels) !== undefined || !Array.isArray(runners))
    return config;
  return {
    ...config,
    runners: runners.map((entry) => {
      const own = isTable(entry) ? (entry['labels'] ?? {}) : undefined;
      return isTable(entry) && isTable(own) ? { ...entry, labels: { ...labels, ...own } } : entry;
    }),
  };
}
