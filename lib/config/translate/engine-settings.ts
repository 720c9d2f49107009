import type { TomlTable } from '../file/toml-value.ts';
import { mergedDaemon } from '../machine-options/engine-options.ts';
import { parseMachineOptions } from '../machine-options/parse.ts';
import { nameAndValue } from '../machine-variable.ts';
import type { EngineEntry } from '../schema/engine.ts';
import type { EngineSettings } from '../settings.ts';

/** What docker-machine's options say about Docker's engine; our own keys win. */
export function engineSettings(options: readonly string[], entry: EngineEntry): EngineSettings {
  const { daemon, environment } = parseMachineOptions(options).engine;
  const ours: TomlTable = {
    ...(entry.registry_mirrors.length > 0 && { 'registry-mirrors': entry.registry_mirrors }),
    ...(entry.insecure_registries.length > 0 && { 'insecure-registries': entry.insecure_registries }),
  };
  return {
    daemon: mergedDaemon(mergedDaemon(daemon, entry.docker_daemon as TomlTable), ours),
    environment: { ...environment, ...Object.fromEntries(entry.environment.map(nameAndValue)) },
  };
}
