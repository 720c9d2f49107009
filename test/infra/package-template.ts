import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Template } from '../../infra/plugin/serverless.ts';
import type { Project } from './project.ts';

/** No credentials and no server to ask. */
export const OFFLINE = {
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  HTTPS_PROXY: 'http://127.0.0.1:1',
};

/** What `serverless package` would have CloudFormation make. Rejects with the command's output if it fails. */
export async function packageTemplate(project: Project, ...args: readonly string[]): Promise<Template> {
  const { exitCode, output } = await project.serverless(['package', ...args], OFFLINE);
  if (exitCode !== 0) throw new Error(`serverless package ended with ${exitCode}:\n${output}`);
  const path = join(project.folder, '.serverless/cloudformation-template-update-stack.json');
  return JSON.parse(await readFile(path, 'utf8'));
}
