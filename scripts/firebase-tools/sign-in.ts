/** Somebody who signs in: the account is made by the first sign-in. */
export interface EmulatedUser {
  readonly uid: string;
  /** Custom claims, which the ID token then carries at its top. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Requests under way at once. */
const AT_ONCE = 16;

/**
 * Signs users in at the Auth emulator, each with a custom token as a server would mint it (the emulator takes them unsigned), and gives their ID tokens in the
 * order of the users. A token is good for an hour.
 * @param host `host:port` of the emulator
 */
export async function signIn(host: string, users: readonly EmulatedUser[]): Promise<string[]> {
  const tokens: string[] = new Array(users.length);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < users.length; i = next++) {
      const user = users[i];
      if (user) tokens[i] = await signInOne(host, user);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, users.length) }, worker));
  return tokens;
}

async function signInOne(host: string, { uid, claims }: EmulatedUser): Promise<string> {
  // It takes any API key for that of its own project.
  const path = 'identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken';
  const response = await fetch(`http://${host}/${path}?key=any`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: JSON.stringify({ uid, claims }), returnSecureToken: true }),
  });
  const text = await response.text();
  const { idToken } = response.ok ? (JSON.parse(text) as { idToken?: string }) : {};
  if (idToken === undefined) {
    throw new Error(`the Auth emulator did not sign ${uid} in: it answered ${response.status}: ${text.slice(0, 300)}`);
  }
  return idToken;
}
