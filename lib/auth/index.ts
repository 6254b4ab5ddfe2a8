/** Bearer tokens: how the suite makes them (k6 and Node alike) and how the backend's host checks them. */
export { DEV_TOKEN_SECRET } from './dev-secret.ts';
export { type Claims, type Hmac, signToken, verifyToken } from './token.ts';
