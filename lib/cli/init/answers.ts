import { Trouble } from '../explain.ts';
import type { NamedPlace } from '../gitlab/rights.ts';

/** What init must know, asked for where neither an option, config.toml nor SSM says it. */
export interface Questions {
  url(usual: string | undefined): Promise<string>;
  /** Undefined: the one that is stored stays. */
  token(isStored: boolean): Promise<string | undefined>;
  /** Undefined: runners of the whole GitLab. */
  place(): Promise<NamedPlace | undefined>;
  confirm(what: string): Promise<boolean>;
}

/** On a terminal, with words for people. */
export async function askPeople(): Promise<Questions> {
  const { confirm, input, password, select } = await import('@inquirer/prompts');
  const isUrl = (text: string) =>
    /^https?:\/\/\S+$/.test(text) || 'An address such as https://gitlab.example.com';
  return {
    url: (usual) =>
      input({ message: 'GitLab', ...(usual !== undefined && { default: usual }), validate: isUrl }),
    async token(isStored) {
      const message = `Access token${isStored ? ' (empty: the stored one stays)' : ''}`;
      const validate = (text: string) => isStored || text.trim() !== '' || 'It takes one with the scope api';
      const token = (await password({ message, mask: true, validate })).trim();
      return token === '' ? undefined : token;
    },
    async place() {
      const kind = await select<NamedPlace['kind'] | 'Instance'>({
        message: 'Whose jobs are to run on the machines?',
        choices: [
          { name: 'those of a project', value: 'Project' },
          { name: 'those of a group', value: 'Group' },
          { name: 'those of the whole GitLab (takes an administrator)', value: 'Instance' },
        ],
      });
      if (kind === 'Instance') return undefined;
      const message = `Its id or path`;
      return { kind, named: await input({ message, required: true }) };
    },
    confirm: (what) => confirm({ message: what }),
  };
}

/** For scripts: what is not said is missing, by its option. */
export const askNobody: Questions = {
  async url(usual) {
    if (usual !== undefined) return usual;
    throw missing('where GitLab is', '--url https://gitlab.example.com');
  },
  async token(isStored) {
    if (isStored) return undefined;
    throw missing('the access token for GitLab', 'GITLAB_TOKEN, or --token - to read it from the input');
  },
  async place() {
    return undefined;
  },
  confirm: async () => true,
};

function missing(what: string, option: string): Trouble {
  return new Trouble(`${what} is not said.`, `Say it with ${option}, or run the command in a terminal.`);
}
