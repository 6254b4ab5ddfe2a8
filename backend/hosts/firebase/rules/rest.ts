import type { DocData, Value } from '../../../ports/index.ts';

/** Claims of an ID token; null: not signed in; `owner`: the emulator's administrator, to whom no rule applies. */
export type Who = Readonly<Record<string, unknown>> | null | 'owner';

export type Action =
  | { readonly do: 'get' | 'delete'; readonly path: string }
  /** `where`: one field that equals, or (`array-contains`) holds, a value. */
  | {
      readonly do: 'list';
      readonly path: string;
      readonly where?: readonly [field: string, op: 'EQUAL' | 'ARRAY_CONTAINS', value: Value];
    }
  | { readonly do: 'create' | 'set'; readonly path: string; readonly data: DocData }
  /** Some fields of a document that is there. */
  | { readonly do: 'update'; readonly path: string; readonly data: DocData };

/** One database of the Firestore emulator, through its REST API: the only door that takes emulated ID tokens without a client library. */
export class EmulatedDatabase {
  readonly #url: string;
  readonly #rulesUrl: string;
  readonly #name: string;
  readonly #project: string;

  constructor(host: string, project: string) {
    this.#project = project;
    this.#name = `projects/${project}/databases/(default)/documents`;
    this.#url = `http://${host}/v1/${this.#name}`;
    this.#rulesUrl = `http://${host}/emulator/v1/projects/${project}:securityRules`;
  }

  /** @throws Error with the emulator's words where it does not take the rules */
  async loadRules(content: string): Promise<void> {
    const answer = await fetch(this.#rulesUrl, {
      method: 'PUT',
      body: JSON.stringify({ rules: { files: [{ name: 'firestore.rules', content }] } }),
    });
    if (!answer.ok) throw new Error(`the rules were not taken: ${await answer.text()}`);
  }

  /** Whether the rules let him. @throws Error where it failed for another reason */
  async allows(who: Who, action: Action): Promise<boolean> {
    const answer = await this.#send(who, action);
    if (answer.ok || (answer.status === 404 && action.do === 'get')) return true;
    const text = await answer.text();
    if (answer.status === 403) return false;
    throw new Error(`${action.do} ${action.path}: ${answer.status} ${text}`);
  }

  #send(who: Who, action: Action): Promise<Response> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (who !== null) headers.authorization = `Bearer ${who === 'owner' ? who : this.#tokenOf(who)}`;
    if (action.do === 'get') return fetch(`${this.#url}/${action.path}`, { headers });
    if (action.do === 'list') return this.#list(headers, action);
    const write = writeOf(`${this.#name}/${action.path}`, action);
    return fetch(`${this.#url}:commit`, { method: 'POST', headers, body: JSON.stringify({ writes: [write] }) });
  }

  #list(headers: Record<string, string>, { path, where }: Extract<Action, { do: 'list' }>): Promise<Response> {
    const cut = path.lastIndexOf('/');
    const [fieldPath, op, value] = where ?? [];
    const structuredQuery = {
      from: [{ collectionId: path.slice(cut + 1) }],
      ...(value !== undefined && { where: { fieldFilter: { field: { fieldPath }, op, value: encoded(value) } } }),
    };
    const parent = cut < 0 ? '' : `/${path.slice(0, cut)}`;
    return fetch(`${this.#url}${parent}:runQuery`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ structuredQuery }),
    });
  }

  /** Emulators take unsigned tokens. */
  #tokenOf(claims: Readonly<Record<string, unknown>>): string {
    const iat = Math.floor(Date.now() / 1000);
    const payload = {
      ...{
        iss: `https://securetoken.google.com/${this.#project}`,
        aud: this.#project,
        auth_time: iat,
        iat,
        exp: iat + 3600,
      },
      ...{ user_id: claims.sub, firebase: { sign_in_provider: 'custom', identities: {} }, ...claims },
    };
    return [{ alg: 'none', typ: 'JWT' }, payload]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
      .concat('.');
  }
}

function writeOf(name: string, action: Exclude<Action, { do: 'list' }>): object {
  if (!('data' in action)) return { delete: name };
  const update = { name, fields: fieldsOf(action.data) };
  if (action.do === 'create') return { update, currentDocument: { exists: false } };
  return action.do === 'set' ? { update } : { update, updateMask: { fieldPaths: Object.keys(action.data) } };
}

const fieldsOf = (data: DocData) =>
  Object.fromEntries(Object.entries(data).map(([field, value]) => [field, encoded(value)]));

/** A value in Firestore's JSON. */
function encoded(value: Value): object {
  if (value === null) return { nullValue: null };
  if (typeof value === 'boolean') return { booleanValue: value };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number')
    return Number.isInteger(value) ? { integerValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(encoded) } };
  return { mapValue: { fields: fieldsOf(value as DocData) } };
}
