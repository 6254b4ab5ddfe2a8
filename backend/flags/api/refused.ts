import type { Refusal } from '../../operations/index.ts';
import type { Attempt } from '../change/rejections.ts';

/** What somebody tried whose call did not reach change control: the flag stands in the path of a route or in the data of an operation. */
export function refusedAttempt({ target, data }: Refusal): Attempt {
  const { params, body, data: wrapped, key, feature } = fieldsOf(data);
  const flag = fieldsOf(params).name ?? key ?? feature ?? fieldsOf(wrapped).key ?? fieldsOf(wrapped).feature;
  return { flag: typeof flag === 'string' ? flag : '', action: target, asked: params === undefined ? data : body };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
