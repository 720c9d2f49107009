/** What a key of a TOML file holds. */
export type TomlValue = string | number | bigint | boolean | TomlDate | TomlValue[] | TomlTable;
export interface TomlTable {
  [key: string]: TomlValue;
}
/** A date as smol-toml reads and writes it. */
type TomlDate = Date;
