import { judgeBastionless } from './judge-bastionless.ts';
import { judgeNpm } from './judge-npm.ts';
import { judgeServerless } from './judge-serverless.ts';

/** Programs of others, which we name as they are and cannot run here: no AWS. */
const OF_OTHERS = [
  /^aws sqs purge-queue --queue-url \S+$/,
  /^aws ec2 describe-spot-price-history$/,
  /^aws dynamodb restore-table-to-point-in-time --source-table-name \S+ --target-table-name \S+ --use-latest-restorable-time$/,
  /^aws imagebuilder start-image-pipeline-execution --image-pipeline-arn \S+$/,
];
/** By the package's own name. */
const AS_PACKAGE = /^npm install bastionless(@[\w.]+)?$/;
const ALIAS = 'alias bastionless=npm run -s bastionless --';

/** Says what is wrong with a command of the documentation; undefined if it can be run as it is written. */
export async function judge(words: readonly string[]): Promise<string | undefined> {
  const [program = '', ...args] = words;
  const whole = words.join(' ');
  if (AS_PACKAGE.test(whole)) return undefined;
  if (program === 'npm') return judgeNpm(args);
  if (program === 'npx' && args[0] === 'bastionless') return judgeBastionless(args.slice(1));
  if (program === 'npx') return judgeServerless(args);
  if (program === 'bastionless') return judgeBastionless(args);
  if (whole === ALIAS || OF_OTHERS.some((pattern) => pattern.test(whole))) return undefined;
  return `${program} is not known here`;
}
