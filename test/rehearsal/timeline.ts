import type { Guest } from './guest/guest.ts';
import { type Call, POLL, REGISTER } from './outside/neighbour.ts';

const DIGITS = 2;

/** The steps of a boot in seconds from its kernel's start, as a table. Once the guest is off. */
export function timeline(guest: Guest, calls: readonly Call[]): string {
  const journal = guest.journal();
  const said = (unit: string, text: string) =>
    journal.find((entry) => entry.unit === unit && entry.text.includes(text))?.at;
  const called = (call: string) => calls.find((one) => one.call === call && one.status < 300)?.at;
  const steps: readonly (readonly [string, number | undefined])[] = [
    ['the kernel starts', guest.bootedAt],
    ['systemd runs', journal[0]?.at],
    ['cloud-init looks for its data', said('cloud-init-local.service', 'init-local')],
    ['user data begins', said('cloud-final.service', 'modules:final')],
    ['Docker runs', said('init.scope', 'Started docker.service')],
    ['registered', called(REGISTER)],
    ['gitlab-runner starts', said('bastionless-runner.service', 'Starting runner')],
    ['its first poll', called(POLL)],
  ];
  return steps
    .map(([step, at]) => `${at === undefined ? '–' : (at - guest.bootedAt).toFixed(DIGITS)} s  ${step}`)
    .map((line) => line.padStart(line.length + 2))
    .join('\n');
}
