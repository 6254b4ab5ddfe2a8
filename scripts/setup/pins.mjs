/** The versions that every run uses; a run is only comparable with another when these are the same. */
export const NODE_VERSION = '24.21.0';
export const K6_VERSION = '2.2.0';
export const TOXIPROXY_VERSION = '2.5.0';

/**
 * Whether a Node of this version may run the project: the pinned major at the pinned minor or later.
 * @param {string} version as `node --version` prints it
 */
export function isCompatibleNode(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [pinnedMajor = 0, pinnedMinor = 0] = NODE_VERSION.split('.').map(Number);
  return major === pinnedMajor && minor >= pinnedMinor;
}

/**
 * The version of a k6 that the scenarios run on (v2); undefined for any other.
 * @param {string} versionOutput what `k6 version` printed
 */
export function compatibleK6(versionOutput) {
  const found = /^k6 v(2\.\d+\.\d+\S*)/m.exec(versionOutput);
  return found?.[1];
}
