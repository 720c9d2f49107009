import middy from '@middy/core';
import { type Ec2Event, newsOf } from '../lib/aws/ec2/event.ts';
import type { Settings } from '../lib/config/settings.ts';
import { type NewsPorts, recordNews } from '../lib/scaler/events/ec2-news.ts';

/**
 * EC2's events on EventBridge: an instance has ended, or will end soon. Throws so that EventBridge delivers the
 * event again.
 */
export function ec2EventsHandler(ports: NewsPorts, settings: Settings) {
  return middy<Ec2Event, void>().handler(async (event) => {
    const news = newsOf(event);
    if (news !== undefined) await recordNews(ports, settings, news);
  });
}
