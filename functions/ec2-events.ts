import middy from '@middy/core';
import { type Ec2Event, fateOf } from '../lib/aws/ec2-event.ts';
import { recordFate } from '../lib/scaler/ec2-news.ts';
import type { Log, MachineRecords } from '../lib/scaler/ports.ts';

export interface Ec2EventsPorts {
  readonly machines: MachineRecords;
  readonly log: Log;
}

/** EventBridge's events of EC2: an instance has ended, or will in two minutes. Throws to have the event again. */
export function ec2EventsHandler(ports: Ec2EventsPorts) {
  return middy<Ec2Event, void>().handler(async (event) => {
    const fate = fateOf(event);
    if (fate !== undefined) await recordFate(ports, event.detail['instance-id'], fate);
  });
}
