import middy from '@middy/core';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { Settings } from '../lib/config/settings.ts';
import { attempt } from '../lib/scaler/calls/attempt.ts';
import { QUIET_WRITERS } from '../lib/scaler/ports/store.ts';
import type { World } from '../lib/scaler/ports/world.ts';
import { reconcile } from '../lib/scaler/reconcile.ts';

/**
 * Reads the table's stream. A batch of records leads to one decision, since everything that counts is in the table. It
 * never fails, because a failing batch would block the stream; the next tick does what was not done.
 */
export function reconcileHandler(world: World, settings: Settings) {
  return middy<DynamoDBStreamEvent, void>().handler(async ({ Records }) => {
    if (!Records.some(isInput)) return;
    const done = await attempt(world.log, 'reconciling', { records: Records.length }, () =>
      reconcile(world, settings),
    );
    if (done === undefined) world.metrics.count('ReconcilesFailed');
  });
}

/** The stream's filter says the same, and saves the call. */
function isInput({ dynamodb }: DynamoDBStreamEvent['Records'][number]): boolean {
  const writer = dynamodb?.NewImage?.['writer']?.S;
  return writer !== undefined && !QUIET_WRITERS.some((quiet) => quiet === writer);
}
