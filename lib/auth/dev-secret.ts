/**
 * What tokens are signed with where `LOADGATE_TOKEN_SECRET` is not set. Public, so a host accepts it only while it is bound to loopback; a target that others
 * can reach must have a secret of its own in the environment of both host and generator.
 */
export const DEV_TOKEN_SECRET = 'loadgate-development-only';
