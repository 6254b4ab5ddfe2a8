import { type Case, DOCUMENTS } from './cases.ts';
import { type Action, EmulatedDatabase, type Who } from './rest.ts';

export interface Outcome {
  readonly case: Case;
  /** What the rules said; an error where the request failed for another reason. */
  readonly got: 'allow' | 'deny' | Error;
}

/** Puts each case to these rules, on a database of its own, always over the same documents. */
export async function runCases(
  host: string,
  project: string,
  rules: string,
  cases: readonly Case[],
): Promise<Outcome[]> {
  const db = new EmulatedDatabase(host, project);
  await db.loadRules(rules);
  const collections = new Set(cases.map(({ action }) => action.path.split('/')[0]));
  for (const path of Object.keys(DOCUMENTS)) if (collections.has(path.split('/')[0])) await restore(db, path);
  const outcomes: Outcome[] = [];
  for (const one of cases) {
    const got = await ask(db, one.who, one.action);
    outcomes.push({ case: one, got });
    if (got === 'allow' && one.action.do !== 'get' && one.action.do !== 'list') await restore(db, one.action.path);
  }
  return outcomes;
}

async function ask(db: EmulatedDatabase, who: Who, action: Action): Promise<Outcome['got']> {
  try {
    return (await db.allows(who, action)) ? 'allow' : 'deny';
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function restore(db: EmulatedDatabase, path: string): Promise<void> {
  const data = DOCUMENTS[path];
  await db.allows('owner', data ? { do: 'set', path, data } : { do: 'delete', path });
}

export const isWrong = ({ case: { expect }, got }: Outcome): boolean => got !== expect;
