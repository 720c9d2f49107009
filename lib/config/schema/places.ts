import * as v from 'valibot';
import { wholeNumberIn } from './fields.ts';
import { honoured } from './key-text.ts';

/** Jobs: more than this share a disk and an address badly, and GitLab asks for no more at once. */
const MOST = 32;

export const placesKey = (means: string) => v.pipe(wholeNumberIn(1, MOST), honoured(means));
