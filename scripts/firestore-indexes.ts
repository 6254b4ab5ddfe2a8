/** Writes `firestore.indexes.json` from the query shapes of the backend: `npm run firestore:indexes`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { indexFile } from '../backend/store/firestore/index-file.ts';
import { INDEXES } from '../backend/store/indexes.ts';

/** The text of the file, as it is committed. */
export const indexFileText = (): string => `${JSON.stringify(indexFile(INDEXES), null, 2)}\n`;

if (import.meta.main) writeFileSync(join(import.meta.dirname, '..', 'firestore.indexes.json'), indexFileText());
