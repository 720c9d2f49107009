import { configFile } from './config-file.ts';
import { readGitlabCa } from './gitlab-ca.ts';
import { readConfigFile } from './read.ts';
import type { Settings } from './settings.ts';

/**
 * The settings of this deployment. In a bundle this module is replaced by the settings that were read when the bundle
 * was made. So config.toml is read, and refused, before anything is deployed, and no function carries a parser.
 */
export const settings: Settings = readConfigFile(configFile);

/** GitLab's own CA in PEM, if config.toml names one. */
export const gitlabCa: string | undefined = readGitlabCa(settings, configFile);
