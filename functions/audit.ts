import middy from '@middy/core';
import type { Settings } from '../lib/config/settings.ts';
import { type Auditing, audit } from '../lib/scaler/audit/audit.ts';

/**
 * Every few minutes: finds what no event told of, and mends it. A function of its own, so that it never holds back the
 * reconciler; what it writes, the reconciler is woken by. Throws if the records cannot be read: an alarm is to say so.
 */
export function auditHandler(ports: Auditing, settings: Settings, scaler: string) {
  return middy<unknown, void>().handler(() => audit(ports, settings, scaler));
}
