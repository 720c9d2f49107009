/** dynalite brings no types; these are of what we use. https://github.com/architect/dynalite#api */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  export interface DynaliteOptions {
    /** Folder of the LevelDB store; in memory if there is none. */
    readonly path?: string;
    /** Milliseconds for which a table is being created; 500 by default. */
    readonly createTableMs?: number;
  }

  export default function dynalite(options?: DynaliteOptions): Server;
}
