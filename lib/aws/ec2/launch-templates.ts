import * as v from 'valibot';
import type { Market } from '../../config/ec2/settings.ts';

/**
 * Ids of a deployment's launch templates, by runner and market. There is one for each market because EC2
 * refuses on-demand machines from a template that tags spot requests.
 */
export type LaunchTemplates = Readonly<Record<string, Readonly<Partial<Record<Market['kind'], string>>>>>;

const id = v.exactOptional(v.pipe(v.string(), v.startsWith('lt-')));
const schema = v.record(v.string(), v.object({ Spot: id, OnDemand: id }));

/** Throws an Error if the text is not what a deployment says. */
export function parseLaunchTemplates(text: string): LaunchTemplates {
  return v.parse(schema, JSON.parse(text));
}
