import type { Context } from 'aws-lambda';

/** What Lambda hands to a handler beside the event: ours ask nothing of it. */
export const CONTEXT = {} as Context;
