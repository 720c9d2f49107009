import { machineScript } from '../../lib/machine/script.ts';
import { scriptHandler } from '../script.ts';

export const handler = scriptHandler(machineScript());
