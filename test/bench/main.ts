import { writeFile } from 'node:fs/promises';
import { asJson } from './as-json.ts';
import { chart } from './chart.ts';
import { measure } from './measure.ts';
import { type Options, parseOptions, USAGE } from './options.ts';
import { toStderr } from './progress.ts';
import { report } from './report.ts';

const parsed = parseOptions(process.argv.slice(2));
if (parsed.kind === 'Help') process.stdout.write(USAGE);
else if (parsed.kind === 'Wrong') fail(`${parsed.message}\n\n${USAGE}`, 2);
else await run(parsed.options).catch((error: Error) => fail(`${error.stack}\n`, 1));

async function run({ sections, json, chart: file }: Options): Promise<void> {
  const figures = await measure(sections, toStderr);
  process.stdout.write(`${json ? JSON.stringify(asJson(figures), null, 2) : report(figures)}\n`);
  if (file === undefined) return;
  await writeFile(file, chart(figures));
  toStderr(`the chart is in ${file}`);
}

function fail(message: string, exitCode: number): void {
  process.stderr.write(message);
  process.exitCode = exitCode;
}
