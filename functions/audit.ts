import middy from '@middy/core';
import type { Settings } from '../lib/config/settings.ts';
import { type Auditing, audit } from '../lib/scaler/audit/audit.ts';

/**
 * Runs every few minutes: finds what no event told us, and corrects the records, which wakes the reconciler. It is a
 * function of its own so that it never delays the reconciler. Throws if the records cannot be read, which raises an alarm.
 */
export function auditHandler(ports: Auditing, settings: Settings, scaler: string) {
  return middy<unknown, void>().handler(() => audit(ports, settings, scaler));
}
