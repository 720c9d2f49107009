import type { Command } from 'commander';
export type y = Command;
