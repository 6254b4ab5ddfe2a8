/** Writes docs/schemas from the schemas of the JSON that loadgate gives: `npm run schemas`, which also formats them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PUBLISHED, type PublishedName, schemaText } from '../reports/schemas/index.ts';

const FOLDER = join(import.meta.dirname, '..', 'docs', 'schemas');

for (const name of Object.keys(PUBLISHED) as PublishedName[])
  writeFileSync(join(FOLDER, `${name}.schema.json`), schemaText(name));
