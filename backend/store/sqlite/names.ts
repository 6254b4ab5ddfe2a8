import type { IndexSpec } from '../query-index.ts';

/** An SQL identifier, whatever characters it has. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The table of all collections of one id. */
export const tableName = (collectionId: string): string => `docs:${collectionId}`;
export const TABLE_PREFIX = 'docs:';

/** The column that holds the key of a field. */
export const keyColumn = (field: string): string => `key:${field}`;

/** Says all of a spec, so that an index that is declared otherwise gets another name. */
export const indexName = ({ collection, group, fields }: IndexSpec): string =>
  `index:${collection}:${group ? 'group:' : ''}${fields.map(([field, kind]) => `${field} ${kind}`).join(',')}`;
