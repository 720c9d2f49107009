import * as v from 'valibot';
import type { Market } from '../config/settings.ts';

/**
 * Ids of a deployment's launch templates, by the runner's name and the market: EC2 refuses the tags of a spot request
 * in a template that machines are bought on demand with.
 */
export type LaunchTemplates = Readonly<Record<string, Readonly<Partial<Record<Market['kind'], string>>>>>;

const id = v.exactOptional(v.pipe(v.string(), v.startsWith('lt-')));
const schema = v.record(v.string(), v.object({ Spot: id, OnDemand: id }));

/** Throws an Error if the text is not what a deployment says. */
export function parseLaunchTemplates(text: string): LaunchTemplates {
  return v.parse(schema, JSON.parse(text));
}
