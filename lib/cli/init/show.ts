import { findingsTable } from '../finding.ts';
import { paint } from '../terminal/output.ts';
import { section } from '../terminal/table.ts';
import type { InitReport } from './intent.ts';

export function showInit({ ok, findings, remaining }: InitReport): string {
  const steps = remaining.map((step, index) => `${index + 1}. ${step}`).join('\n');
  const nothing = ok ? [] : ['', paint('red', 'Nothing was written.')];
  return [findingsTable(findings), ...(ok ? section('what remains', steps) : nothing)].join('\n');
}
