import { remark } from 'remark';
import remarkValidateLinks from 'remark-validate-links';
import { engine } from 'unified-engine';

/** Links to files, images and headings that are not there, each as `page:line: what is wrong`. */
export function brokenLinks(cwd: string, pages: readonly string[]): Promise<string[]> {
  const settings = {
    processor: remark(),
    plugins: [[remarkValidateLinks, { repository: false }]] as never,
    cwd,
    files: [...pages],
    output: false,
    silent: true,
  };
  return new Promise((resolve, reject) => {
    engine(settings, (error, _code, context) => {
      if (error) return reject(error);
      const found = context?.fileSet?.files ?? [];
      resolve(
        found.flatMap(({ path, messages }) =>
          messages.map(({ line, reason }) => `${path}:${line}: ${reason}`),
        ),
      );
    });
  });
}
