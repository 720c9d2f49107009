import { cpus, loadavg } from 'node:os';

/** What is measured with, and how busy it is: times are of no other. */
export function computer(): string {
  const [first] = cpus();
  return `Node ${process.versions.node}, ${cpus().length} × ${first?.model.trim()}, load ${loadavg()[0]?.toFixed(1)}`;
}
