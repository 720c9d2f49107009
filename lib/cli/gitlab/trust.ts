import { readGitlabCa } from '../../config/gitlab-ca.ts';
import type { Settings } from '../../config/settings.ts';
import { trustAlso } from '../../gitlab/trust.ts';

/** Has this command trust GitLab's own CA, if the config.toml names one. Throws Error if its file cannot be used. */
export function trustGitlab(settings: Settings, config: string): Settings {
  trustAlso(readGitlabCa(settings, config));
  return settings;
}
