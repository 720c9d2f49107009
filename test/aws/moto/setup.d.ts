import type { ChildProcess } from 'node:child_process';

export default function startMoto(): Promise<void>;
export function spawnMoto(): Promise<{ readonly moto: ChildProcess; readonly url: string }>;
