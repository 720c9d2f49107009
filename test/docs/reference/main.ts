import { writeFileSync } from 'node:fs';
import { REFERENCE, reference } from './reference.ts';

writeFileSync(REFERENCE, reference());
