import type { Clock } from '../scaler/ports/clock.ts';
import type { Log, LogFields } from '../scaler/ports/log.ts';
import { isoTime } from '../scaler/state/time.ts';

/** The log as lines for people, at the world's own time. */
export function terminalLog(clock: Clock): Log {
  const line =
    (level: string) =>
    (message: string, fields: LogFields = {}) => {
      const time = isoTime(clock.now()).slice(11, 19);
      const details = Object.entries(fields).map(([name, value]) => `${name}=${shown(value)}`);
      process.stdout.write(`${time} ${level}${[message, ...details].join('  ')}\n`);
    };
  return { info: line(''), warn: line('WARN '), error: line('ERROR ') };
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
