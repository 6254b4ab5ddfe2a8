import { once } from 'node:events';
import { createServer } from 'node:http';
import { Agent } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { getApps, initializeApp } from 'firebase-admin/app';
import { type Auth, getAuth } from 'firebase-admin/auth';
import { exportSPKI, generateKeyPair, SignJWT } from 'jose';

const HOUR_S = 3_600;

/** Somebody who issues ID tokens as Google does for a project: RS256, under keys that a server publishes. */
export interface Issuer {
  readonly project: string;
  /** firebase-admin of this project, which asks this issuer's server for the keys and is otherwise as it is. */
  readonly auth: Auth;
  sign(claims: Readonly<Record<string, unknown>>, how?: Partial<SigningOptions>): Promise<string>;
  close(): Promise<void>;
}

interface SigningOptions {
  readonly uid: string;
  readonly project: string;
  /** Relative to now. */
  readonly expiresInS: number;
  /** A key of nobody under the name of the published one. */
  readonly forged: boolean;
}

/** Makes the process's default Firebase app, which callable functions verify with: once in a process. @throws Error where there is one already */
export async function startIssuer(project: string): Promise<Issuer> {
  if (getApps().length > 0) throw new Error('this process has a Firebase app already: give each issuer a test file');
  const [own, other] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  const kid = 'the-current-key';
  const keys = JSON.stringify({ [kid]: await exportSPKI(own.publicKey) });
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'public, max-age=3600' }).end(keys);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const auth = getAuth(initializeApp({ projectId: project, httpAgent: new KeyServerAgent(port) }));
  return {
    ...{ project, auth },
    sign(claims, { uid = 'op', project: of = project, expiresInS = HOUR_S, forged = false } = {}) {
      const now = Math.floor(Date.now() / 1_000);
      return new SignJWT({ ...claims, auth_time: now - HOUR_S, user_id: uid })
        .setProtectedHeader({ alg: 'RS256', kid })
        .setSubject(uid)
        .setIssuer(`https://securetoken.google.com/${of}`)
        .setAudience(of)
        .setIssuedAt(now - HOUR_S)
        .setExpirationTime(now + expiresInS)
        .sign((forged ? other : own).privateKey);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Takes what is meant for Google's key server to one of this machine. */
class KeyServerAgent extends Agent {
  readonly #port: number;

  constructor(port: number) {
    super();
    this.#port = port;
  }

  override createConnection() {
    return connect(this.#port, '127.0.0.1');
  }
}
