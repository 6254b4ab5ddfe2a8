import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type Examine, fail, pass } from './types.ts';

export const examineDocument: Examine<'document'> = ({ file, mentions }, { evidence }) => {
  const path = resolve(evidence.root, file);
  const wanted = mentions.replaceAll('{flag}', evidence.release.flag);
  if (relative(evidence.root, path).startsWith('..'))
    return fail(`${file} lies outside the repository`, 'name a file in it');
  if (!existsSync(path)) return fail(`there is no ${file}`, `write it, with "${wanted}"`);
  if (readFileSync(path, 'utf8').includes(wanted)) return pass(`${file} mentions "${wanted}"`, [file]);
  return fail(`${file} does not mention "${wanted}"`, 'document it there', [file]);
};
